import { beforeAll, expect, test, vi } from "vitest";
import { getDb } from "@/lib/db/client";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { handle } from "./endpoint";

vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => ({ get: () => undefined }),
}));

const PASSWORD = "correct horse battery";
const LINE = `${JSON.stringify({ name: "moved", project: "moved-in", permissions: ["repository:pull"], secret: "aB3".repeat(11) })}\n`;
const callers: Record<string, string> = {};

beforeAll(async () => {
  const [admin, owner, viewer] = [
    await makeUser({ isAdmin: true, password: PASSWORD }),
    await makeUser({ password: PASSWORD }),
    await makeUser({ password: PASSWORD }),
  ];
  const project = await makeProject({ admins: [owner], viewers: [viewer] });
  const robot = await makeRobot({ project });
  const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
  for (const [who, { username }] of Object.entries({ admin, owner, viewer })) callers[who] = basic(username, PASSWORD);
  callers.robot = basic(robot.loginName, robot.secret);
});

function call(who: string, method: string, path: string, body?: string): Promise<Response> {
  const headers = new Headers(callers[who] ? { Authorization: callers[who] } : {});
  return handle(new Request(`http://localhost/api/v2.0${path}`, { method, headers, ...(body && { body }) }));
}

test("an admin uploads, reads and applies; no reply contains a hash", async () => {
  const made = await call("admin", "POST", "/imports?source=jsonl", LINE);
  expect(made.status).toBe(201);
  const path = (made.headers.get("location") ?? "").replace("/api/v2.0", "");
  const text = await made.text();
  expect(JSON.parse(text)).toMatchObject({ state: "ready", report: { robots: { total: 1, new: 1 } } });
  for (const who of ["owner", "viewer", "robot", "nobody"]) {
    expect([401, 403, 404]).toContain((await call(who, "GET", path)).status);
    expect([401, 403]).toContain((await call(who, "POST", `${path}/apply`)).status);
  }
  expect(await getDb().robot.count({ where: { loginName: "moved" } })).toBe(0);
  const applied = await call("admin", "POST", `${path}/apply`);
  expect(applied.status).toBe(200);
  const reply = await applied.text();
  expect(JSON.parse(reply)).toMatchObject({ state: "applied", robots: { imported: 1, logged_in: 0 } });
  const { id } = await getDb().robot.findUniqueOrThrow({ where: { loginName: "moved" }, select: { id: true } });
  const robot = await (await call("admin", "GET", `/robots/${id}`)).json();
  expect(robot).toMatchObject({ imported_from: "jsonl", imported_at: expect.any(String), moved_at: null });
  expect(text + reply).not.toMatch(/sha256|bcrypt|pbkdf2|aB3aB3/);
});

test.each(["owner", "viewer", "robot", "nobody"])("%s can’t upload anything", async (who) => {
  const before = await getDb().import.count();
  expect([401, 403]).toContain((await call(who, "POST", "/imports?source=jsonl", LINE)).status);
  expect(await getDb().import.count()).toBe(before);
});

test.each([
  ["an unknown source", "source=nexus", 422],
  ["htpasswd without a project", "source=htpasswd", 422],
  ["too many days", "source=jsonl&learn_days=91", 422],
  ["an old registry without TLS", "source=jsonl&learn_from=http://registry.example.com", 422],
])("%s is refused with what to do", async (_, query, status) => {
  const reply = await call("admin", "POST", `/imports?${query}`, LINE);
  expect(reply.status).toBe(status);
});

test("an import that isn’t there can’t be read or applied", async () => {
  expect((await call("admin", "GET", "/imports/999999")).status).toBe(404);
  expect((await call("admin", "POST", "/imports/999999/apply")).status).toBe(404);
});
