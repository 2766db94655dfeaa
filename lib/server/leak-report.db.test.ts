import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { getRobot } from "@/lib/robots/queries";
import { refreshSecret } from "@/lib/robots/refresh";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getToken, startDataPlane, type TestServer } from "@/testing/registry-server";

vi.mock("@/lib/env", async (original) => {
  const { env: real } = await original<typeof import("@/lib/env")>();
  return { env: () => ({ ...real(), TRUST_PROXY: true }) };
});
vi.mock("@/lib/credentials/password", async (original) => {
  const real = await original<typeof import("@/lib/credentials/password")>();
  return {
    ...real,
    hashPassword: (password: string) => real.hashPassword(password, { cost: 4 }),
    verifyPassword: async (...compared: Parameters<typeof real.verifyPassword>) => {
      await comparing;
      return real.verifyPassword(...compared);
    },
  };
});
/** Slow comparisons wait for it. */
let comparing: Promise<void> = Promise.resolve();
// Every report is answered after a second.
vi.mock("node:timers/promises", async (original) => {
  const real = await original<typeof import("node:timers/promises")>();
  return { ...real, setTimeout: (ms: number) => real.setTimeout(ms === 1_000 ? 150 : ms) };
});

let server: TestServer;
let admin: Actor;
let project: { id: number; name: string };
beforeAll(async () => {
  server = await startDataPlane();
  admin = await makeUser();
  project = await makeProject({ admins: [admin] });
});
afterAll(() => server.stop());

let serial = 0;
let headers: Record<string, string> = {};
beforeEach(() => {
  serial += 1;
  headers = { "X-Forwarded-For": `198.51.100.${serial}` };
});

async function report(credentials: unknown) {
  const reply = await fetch(`${server.url}/service/leaked`, {
    method: "POST",
    headers,
    body: JSON.stringify({ credentials }),
  });
  return [reply.status, await reply.text()];
}
function gate() {
  let resolve = () => {};
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve };
}
const ACCEPTED = [202, "{}"];
const logIn = (robot: { loginName: string; secret: string }) => getToken(server, robot, [], { headers });
const messageOf = async (robot: { loginName: string; secret: string }) =>
  (await logIn(robot)).body.errors?.[0]?.message;
const secretsOf = async (id: number) => (await getRobot(admin, project.name, id)).secrets;
const rowsOf = (robotId: number) =>
  getDb().auditEvent.findMany({ where: { robotId, action: "robot.secret-leaked" }, select: { details: true } });

test("a reported secret stops at once, and only its holder reads why", async () => {
  const robot = await makeRobot({ project });
  expect(await report([robot.secret])).toEqual(ACCEPTED);
  await vi.waitFor(async () =>
    expect(await messageOf(robot)).toMatch(/^this secret was reported as leaked on .* and no longer works$/),
  );
  expect(await messageOf({ ...robot, secret: "Wrong1234" })).toBe("wrong robot name or secret");
  expect(await secretsOf(robot.id)).toMatchObject({ isStopped: true, leakedAt: expect.any(Date), old: null });
  expect(await rowsOf(robot.id)).toEqual([{ details: '{"secret":"current"}' }]);
  const fresh = await refreshSecret(admin, { id: robot.id, grace: { kind: "for", seconds: 3600 } });
  expect([fresh.oldSecretEndsAt, (await logIn(fresh)).status, (await logIn(robot)).status]).toEqual([null, 200, 401]);
  expect(await secretsOf(robot.id)).toMatchObject({ isStopped: false, leakedAt: null });
});

test("of two secrets only the reported one stops", async () => {
  const robot = await makeRobot({ project });
  const current = await refreshSecret(admin, { id: robot.id, grace: { kind: "for", seconds: 3600 } });
  expect(await report([`${robot.loginName}:${robot.secret}`])).toEqual(ACCEPTED);
  expect([(await logIn(robot)).status, (await logIn(current)).status]).toEqual([401, 200]);
  expect(await secretsOf(robot.id)).toMatchObject({ isStopped: false, leakedAt: expect.any(Date), old: null });
  expect(await rowsOf(robot.id)).toEqual([{ details: '{"secret":"old"}' }]);
});

test("while the current secret is stopped, a refresh with a grace keeps the old one", async () => {
  const robot = await makeRobot({ project });
  const grace = { kind: "for", seconds: 3600 } as const;
  const leaked = await refreshSecret(admin, { id: robot.id, grace });
  await report([leaked.secret]);
  const fresh = await refreshSecret(admin, { id: robot.id, grace });
  expect(fresh.oldSecretEndsAt).not.toBeNull();
  const statuses = [robot, leaked, fresh].map(async (login) => (await logIn(login)).status);
  expect(await Promise.all(statuses)).toEqual([200, 401, 200]);
});

test("a manual secret is recognized with its login name, within the limits for guessing", async () => {
  const robot = await makeRobot({ project });
  const manual = await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" });
  expect(await report([manual.secret])).toEqual(ACCEPTED);
  expect((await logIn(manual)).status).toBe(200);
  expect(await report([{ name: robot.loginName, secret: manual.secret }])).toEqual(ACCEPTED);
  await vi.waitFor(async () => expect((await logIn(manual)).status).toBe(401));

  const other = await refreshSecret(admin, { id: (await makeRobot({ project })).id, secret: "OldSecret1" });
  const guesses = Array.from({ length: 20 }, (_, at) => `${other.loginName}:Guess${at}aB`);
  expect(await report([...guesses, `${other.loginName}:OldSecret1`])).toEqual(ACCEPTED);
  headers = { "X-Forwarded-For": "203.0.113.1" };
  expect((await logIn(other)).status).toBe(200);
});

test("a leaked secret can't be set by hand again", async () => {
  const robot = await makeRobot({ project });
  const manual = await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" });
  await report([`${robot.loginName}:OldSecret1`]);
  await vi.waitFor(async () => expect((await logIn(manual)).status).toBe(401));
  await expect(refreshSecret(admin, { id: robot.id, secret: "OldSecret1" })).rejects.toMatchObject({
    fields: { secret: "This secret was reported as leaked. Enter a different one." },
  });
  expect((await secretsOf(robot.id)).isStopped).toBe(true);
  await refreshSecret(admin, { id: robot.id, secret: "NewSecret2" });
});

test("generated secrets stop before any slow comparison, whatever their place in the report", async () => {
  const manual = await refreshSecret(admin, { id: (await makeRobot({ project })).id, secret: "OldSecret1" });
  const robot = await makeRobot({ project });
  const { promise, resolve: compare } = gate();
  comparing = promise;
  try {
    expect(await report([`${manual.loginName}:OldSecret1`, robot.secret])).toEqual(ACCEPTED);
    await vi.waitFor(async () => expect((await secretsOf(robot.id)).isStopped).toBe(true));
    expect((await secretsOf(manual.id)).isStopped).toBe(false);
  } finally {
    compare();
  }
  await vi.waitFor(async () => expect((await secretsOf(manual.id)).isStopped).toBe(true));
});

test("unknown secrets, repeated reports and retired secrets get the same answer and leave no row", async () => {
  const robot = await makeRobot({ project });
  await refreshSecret(admin, { id: robot.id });
  expect(await report(["unknown", "robot_nobody+x:Aa345678"])).toEqual(ACCEPTED);
  expect(await report([robot.secret])).toEqual(ACCEPTED);
  expect(await rowsOf(robot.id)).toEqual([]);
  await vi.waitFor(async () => expect(await messageOf(robot)).toMatch(/^this secret was reported as leaked/));
});

test("two reports of one secret at once leave one row", async () => {
  const robot = await makeRobot({ project });
  await Promise.all([report([robot.secret]), report([robot.secret])]);
  await vi.waitFor(async () => expect((await logIn(robot)).status).toBe(401));
  expect(await rowsOf(robot.id)).toHaveLength(1);
});

test("another shape and more than 100 credentials are 400, and only POST is allowed", async () => {
  for (const wrong of ["x", [1], [{ secret: "x" }], Array.from({ length: 101 }, () => "x")])
    expect((await report(wrong))[0]).toBe(400);
  expect((await fetch(`${server.url}/service/leaked`)).status).toBe(405);
});

test("an address may report 60 times an hour", async () => {
  const statuses = await Promise.all(Array.from({ length: 61 }, async () => (await report([]))[0]));
  expect(statuses.filter((status) => status === 202)).toHaveLength(60);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});

test("a secret reported after it was replaced tells its holder the day of the report", async () => {
  const robot = await makeRobot({ project });
  await refreshSecret(admin, { id: robot.id });
  const retiredAt = new Date("2026-01-01T00:00:00Z");
  await getDb().retiredSecret.updateMany({ where: { robotId: robot.id }, data: { replacedAt: retiredAt, retiredAt } });
  expect(await messageOf(robot)).toBe("this secret was replaced on 2026-01-01");
  await report([robot.secret]);
  const today = new Date().toISOString().slice(0, 10);
  await vi.waitFor(async () =>
    expect(await messageOf(robot)).toBe(`this secret was reported as leaked on ${today} and no longer works`),
  );
});
