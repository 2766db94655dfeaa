import { pbkdf2Sync } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashSync } from "bcryptjs";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Done, runPurser } from "../purser-command";
import { startServer, type TestServer } from "../server";

const PASSWORD = "a long Phrase 7";
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const folder = mkdtempSync(join(tmpdir(), "purser-import-"));
const path = join(folder, "purser.db");

let server: TestServer;

const start = () =>
  startServer({
    ...{ DATABASE_URL: `file:${path}`, AUTH_SECRET: "x".repeat(40) },
    ...{ ADMIN_USERNAME: "admin", ADMIN_PASSWORD: PASSWORD },
  });
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function purser(args: string[], input?: string): Promise<Done> {
  const settings = { PURSER_URL: server.url, PURSER_USERNAME: "admin", PURSER_PASSWORD: PASSWORD };
  return runPurser(folder, ["import", ...args], settings, input);
}

const call = (method: string, place: string, body?: string) =>
  fetch(`${server.url}/api/v2.0${place}`, {
    method,
    headers: { Authorization: basic("admin", PASSWORD) },
    ...(body !== undefined && { body }),
  });

/** One number from the database, beside the running server. */
function ask(sql: string): number {
  const database = new Database(path, { readonly: true });
  try {
    return Number(database.prepare(`SELECT count(*) FROM ${sql}`).pluck().get());
  } finally {
    database.close();
  }
}
const robotCount = () => ask(`"Robot"`);

async function logIn(name: string, secret: string): Promise<number> {
  const headers = { Authorization: basic(name, secret) };
  return (await fetch(`${server.url}/service/token?service=registry`, { headers })).status;
}

const secretOf = (name: string) => `Old-secret-of-${name}-1`;

function harborFile(project: string, id: number, names: readonly string[]): string {
  const salt = "c2FsdHNhbHRzYWx0";
  const right = { scope: `/project/${id}`, resource: "repository", action: "pull", effect: "allow" };
  const robots = names.map((name, index) => ({
    ...{ v: 1, kind: "robot", id: id * 10_000 + index, name: `${project}+${name}`, project_id: id, expires_at: -1 },
    ...{ salt, secret: pbkdf2Sync(secretOf(name), salt, 4096, 16, "sha256").toString("hex") },
    ...{ prefix: "robot$", rights: [right] },
  }));
  const lines = [{ v: 1, kind: "project", id, name: project, owner: "ada" }, ...robots];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

test("Harbor files are tried, imported and found unchanged; two Harbors may use the same ids", async () => {
  const files = [
    file("first.jsonl", harborFile("website", 1, ["ci", "deploy"])),
    file("second.jsonl", harborFile("firmware", 1, ["ci"])),
  ];
  const tried = await purser(["harbor", ...files, "--dry-run"]);
  expect(tried).toMatchObject({ code: 2, errors: "", out: expect.stringContaining("Robot accounts: 2 new of 2") });
  expect([robotCount(), await logIn("robot$website+ci", secretOf("ci"))]).toEqual([0, 401]);

  expect(await purser(["harbor", ...files, "--keep-ids"])).toMatchObject({ code: 1 });
  const done = await purser(["harbor", ...files]);
  expect(done).toMatchObject({ code: 0, errors: "", out: expect.stringContaining("Imported 1 robot accounts") });
  for (const name of ["robot$website+ci", "robot$firmware+ci"])
    expect([await logIn(name, secretOf("ci")), await logIn(name, "wrong")]).toEqual([200, 401]);
  const strangers = `"RobotGrant" g JOIN "Robot" r ON r.id = g."robotId" WHERE g."projectId" IS NOT r."projectId"`;
  expect(ask(strangers)).toBe(0);

  const again = await purser(["harbor", ...files]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining("0 new of 2, 2 imported before") });
  expect((await purser(["harbor", ...files, "--dry-run"])).code).toBe(0);
  expect(robotCount()).toBe(3);
  expect(done.out + tried.out).not.toContain(harborFile("website", 1, ["ci"]).match(/"secret":"(\w+)"/)?.[1]);
  expect(await purser(["harbor", "none.jsonl"])).toMatchObject({ code: 1, errors: expect.stringContaining("none") });
});

test("an htpasswd file is imported, and its passwords log in", async () => {
  const line = `builder:${hashSync(secretOf("builder"), 5)}\nold:$apr1$x$y\n`;
  const args = ["htpasswd", file("htpasswd", line), "--project", "tools"];
  const tried = await purser([...args, "--dry-run"]);
  expect(tried).toMatchObject({ code: 2, out: expect.stringContaining("Can’t be imported: old") });
  expect(await logIn("builder", secretOf("builder"))).toBe(401);
  expect(await purser(args)).toMatchObject({ code: 0, errors: "" });
  expect(await logIn("builder", secretOf("builder"))).toBe(200);
  expect(await purser(args)).toMatchObject({ code: 0, out: expect.stringContaining("0 new of") });
});

test("Quay’s robots are read from its API with a token from standard input", async () => {
  const robots = [{ name: "acme+ci", token: secretOf("quay"), created: "Mon, 03 Jun 2024 10:00:00 -0000" }];
  const permissions = [{ role: "write", repository: { name: "site" } }];
  const replies: Record<string, object> = {
    "/api/v1/organization/acme/robots?permissions=true&token=true": { robots },
    "/api/v1/organization/acme/robots/ci/permissions": { permissions },
  };
  const quay = createServer(({ url = "", headers }, response) => {
    const reply = headers.authorization === "Bearer quay-token" ? replies[url] : undefined;
    response.writeHead(reply ? 200 : 401, { "Content-Type": "application/json" }).end(JSON.stringify(reply ?? {}));
  });
  await once(quay.listen(0, "127.0.0.1"), "listening");
  try {
    const from = `http://127.0.0.1:${(quay.address() as AddressInfo).port}`;
    const args = ["quay", "--org", "acme", "--from", from];
    expect(await purser(args, "wrong")).toMatchObject({ code: 1, errors: expect.stringContaining("401") });
    expect((await purser([...args, "--dry-run"], "quay-token\n")).code).toBe(2);
    const done = await purser(args, "quay-token\n");
    expect(done).toMatchObject({ code: 0, errors: "", out: expect.stringContaining("Permission write →") });
    expect([await logIn("acme+ci", secretOf("quay")), done.out.includes(secretOf("quay"))]).toEqual([200, false]);
  } finally {
    quay.close();
  }
});

test("Harbor’s robots are read from its API and get new secrets, in a file for their owner only", async () => {
  const access = [{ resource: "repository", action: "pull" }];
  const robot = (id: number, name: string, kind: string, namespace: string) => ({
    ...{ id, name, description: "", expires_at: -1, disable: false, creation_time: "2024-05-01T10:00:00.000Z" },
    permissions: [{ kind, namespace, access }],
  });
  const replies: Record<string, object> = {
    "/projects": [{ project_id: 3, name: "library", owner_name: "admin" }],
    "/robots": [robot(1, "robot$all", "project", "*")],
    "/robots Level=project,ProjectID=3": [robot(2, "robot$library+ci", "project", "library")],
  };
  const harbor = createServer(({ url = "", headers }, response) => {
    const { pathname, searchParams } = new URL(url, "http://harbor.test");
    const key = `${pathname.replace("/api/v2.0", "")} ${searchParams.get("q") ?? ""}`.trim();
    const reply = headers.authorization === basic("admin", "Harbor12345") ? replies[key] : undefined;
    response.writeHead(reply ? 200 : 401, { "Content-Type": "application/json" }).end(JSON.stringify(reply ?? {}));
  });
  await once(harbor.listen(0, "127.0.0.1"), "listening");
  try {
    const args = ["harbor-api", "--from", `http://127.0.0.1:${(harbor.address() as AddressInfo).port}`];
    const secretFile = join(folder, "harbor-secrets.json");
    expect(await purser(args, "admin:wrong")).toMatchObject({ code: 1, errors: expect.stringContaining("401") });
    expect((await purser([...args, "--dry-run"], "admin:Harbor12345\n")).code).toBe(2);
    expect(existsSync(secretFile)).toBe(false);
    const done = await purser(args, "admin:Harbor12345\n");
    expect(done).toMatchObject({ code: 0, errors: "", out: expect.stringContaining("Imported 2 robot accounts") });
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    const made: { name: string; secret: string }[] = JSON.parse(readFileSync(secretFile, "utf8"));
    expect(made.map(({ name }) => name)).toEqual(["robot$all", "robot$library+ci"]);
    for (const { name, secret } of made)
      expect([await logIn(name, secret), done.out.includes(secret)]).toEqual([200, false]);
    const again = await purser(args, "admin:Harbor12345\n");
    expect(again).toMatchObject({ code: 0, errors: "", out: expect.stringContaining("0 new of 0") });
  } finally {
    harbor.close();
  }
});

/** Lets the server hang in the middle of an import's fourth transaction, whose robots are stored but not committed. */
const HANG = `
  CREATE VIEW "Endless" AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
  CREATE TRIGGER "hang" BEFORE DELETE ON "ImportBatch" WHEN old.place = 3 BEGIN SELECT count(*) FROM "Endless"; END`;

test("a server killed in the middle of an import continues with whole batches, and stores nothing twice", async () => {
  const names = Array.from({ length: 600 }, (_, index) => `job${index}`);
  const content = harborFile("many", 7, names);
  const before = robotCount();
  const { id, batches } = await (await call("POST", "/imports?source=harbor", content)).json();
  const database = new Database(path);
  const left = () => ask(`"ImportBatch" WHERE "importId" = ${id}`);
  database.exec(HANG);
  const cut = call("POST", `/imports/${id}/apply`).catch(() => null);
  await vi.waitFor(() => expect(left()).toBe(batches.total - 3), { timeout: 30_000 });
  server.child.kill("SIGKILL");
  expect(await cut).toBeNull();
  await server.stop();
  database.exec(`DROP TRIGGER "hang"; DROP VIEW "Endless"`);
  database.close();

  server = await start();
  expect(robotCount()).toBe(before + 200);
  const seen = await (await call("GET", `/imports/${id}`)).json();
  expect(seen).toMatchObject({ state: "applying", batches: { total: batches.total, done: 3 } });
  const finished = await call("POST", `/imports/${id}/apply`);
  expect([finished.status, (await finished.json()).robots.imported]).toEqual([200, 600]);
  const robots = `"Robot" WHERE "importId" = ${id}`;
  expect([
    robotCount(),
    ask(`"RobotGrant" WHERE "robotId" IN (SELECT id FROM ${robots})`),
    ask(`"AuditEvent" WHERE action = 'robot.import' AND "robotName" LIKE 'robot$many+%'`),
    ask(`"AuditEvent" WHERE action = 'import.apply' AND details LIKE '%600%'`),
  ]).toEqual([before + 600, 600, 600, 1]);
  for (const name of ["job0", "job250", "job599"]) expect(await logIn(`robot$many+${name}`, secretOf(name))).toBe(200);
  const again = await purser(["harbor", file("many.jsonl", content)]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining("0 new of 600, 600 imported before") });
});
