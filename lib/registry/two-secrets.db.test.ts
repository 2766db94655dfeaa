import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { NO_RULES, type PolicyRules } from "@/lib/policies/rules";
import { setInstancePolicy, setProjectPolicy } from "@/lib/policies/service";
import { getRobot } from "@/lib/robots/queries";
import { refreshSecret } from "@/lib/robots/refresh";
import { changeOldSecret } from "@/lib/robots/secret-change";
import { endOldSecret } from "@/lib/robots/secret-end";
import { setRobotDisabled } from "@/lib/robots/service";
import { daysAgo, inDays, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { purgeRetiredSecrets } from "../credentials/purge";
import { getDb } from "../db/client";
import { env } from "../env";
import { flushLastUses } from "./last-used";

vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), TRUST_PROXY: true }) };
});
// The cost of the hash is irrelevant here.
vi.mock("../credentials/password", async (original) => {
  const real = await original<typeof import("../credentials/password")>();
  return { ...real, hashPassword: (password: string) => real.hashPassword(password, { cost: 4 }) };
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

let here = "";
let serial = 0;
beforeEach(() => {
  serial += 1;
  here = `198.51.100.${serial}`;
});

type Login = { loginName: string; secret: string };
const logIn = (robot: Login, address = here) =>
  getToken(server, robot, [], { headers: { "X-Forwarded-For": address } });
const statusOf = async (robot: Login) => (await logIn(robot)).status;
const messageOf = async (robot: Login) => (await logIn(robot)).body.errors?.[0]?.message;
const read = (id: number) => getRobot(admin, project.name, id);
const auditOf = (robotId: number, action: string) => getDb().auditEvent.findMany({ where: { robotId, action } });

const HOUR = { kind: "for", seconds: 3600 } as const;

/** A robot that was refreshed with a grace, with both logins. */
async function twoSecrets(grace: Parameters<typeof refreshSecret>[1]["grace"] = HOUR, more = {}) {
  const robot = await makeRobot({ project, expiresAt: -1 });
  const made = await refreshSecret(admin, { id: robot.id, grace, ...more });
  return { id: robot.id, old: robot, current: made, endsAt: made.oldSecretEndsAt ?? 0 };
}

/** As if the old secret had ended a second ago. */
const lapse = (id: number) =>
  getDb().robot.update({ where: { id }, data: { oldSecretEndsAt: BigInt(inDays(0) - 1) }, select: { id: true } });

describe("during a grace", () => {
  test("both secrets log in, and each use is noted apart", async () => {
    const { id, old, current } = await twoSecrets();
    expect([(await logIn(old, "192.0.2.1")).status, (await logIn(current, "192.0.2.2")).status]).toEqual([200, 200]);
    await flushLastUses();
    const { secrets, lastUsedAddress } = await read(id);
    expect(secrets).toMatchObject({ usedAddress: "192.0.2.2", changedBy: admin.username, isStopped: false });
    expect(secrets.old).toMatchObject({ usedAddress: "192.0.2.1", grace: null });
    expect(secrets.firstUsedAt).not.toBeNull();
    expect(lastUsedAddress).toBe("192.0.2.2");
  });

  test.each(["generated", "manual"])("a %s old secret beside a manual current one logs in", async (kind) => {
    const robot = await makeRobot({ project });
    const old = kind === "manual" ? await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" }) : robot;
    const current = await refreshSecret(admin, { id: robot.id, secret: "NewSecret2", grace: HOUR });
    expect(await statusOf(old)).toBe(200);
    expect(await statusOf(current)).toBe(200);
    expect(await statusOf({ ...robot, secret: "Neither33" })).toBe(401);
  });

  test("a token never outlives the secret that asked for it", async () => {
    const { id, old, current, endsAt } = await twoSecrets();
    await changeOldSecret(admin, { id, endsAt: inDays(0) + 100 });
    const [ofOld, ofCurrent] = [decodeJwt((await logIn(old)).token), decodeJwt((await logIn(current)).token)];
    const now = inDays(0);
    expect(ofOld.exp).toBeLessThanOrEqual(now + 100);
    expect(ofCurrent.exp).toBeGreaterThan(now + env().TOKEN_TTL_SECONDS - 10);
    expect(endsAt).toBeGreaterThan(now + 3500);
  });

  test("disabling stops both at once", async () => {
    const { id, old, current } = await twoSecrets();
    await setRobotDisabled(admin, { id, disabled: true });
    expect([await statusOf(old), await statusOf(current)]).toEqual([401, 401]);
  });

  test("another refresh ends the older old secret at once: never three", async () => {
    const { id, old, current } = await twoSecrets();
    const third = await refreshSecret(admin, { id, grace: HOUR });
    expect([await statusOf(old), await statusOf(current), await statusOf(third)]).toEqual([401, 200, 200]);
    expect(await messageOf(old)).toMatch(/^this secret was replaced on \d{4}-\d\d-\d\d$/);
  });

  test("an earlier release that refreshes the secret ends both", async () => {
    const { id, old } = await twoSecrets();
    const data = { secretHash: "sha256$other", secretChangedAt: new Date(Date.now() + 1000) };
    await getDb().robot.update({ where: { id }, data, select: { id: true } });
    expect(await statusOf(old)).toBe(401);
    expect((await read(id)).secrets.old).toBeNull();
  });

  test("the old secret never outlives the robot", async () => {
    const robot = await makeRobot({ project, expiresAt: inDays(2) });
    const made = await refreshSecret(admin, { id: robot.id, grace: { kind: "until", at: inDays(9) } });
    expect(made.oldSecretEndsAt).toBe(made.expiresAt);
    const renewed = await refreshSecret(admin, {
      id: robot.id,
      grace: { kind: "for", seconds: 9 * 86_400 },
      renewal: { kind: "days", days: 5 },
    });
    expect(renewed.expiresAt).toBeGreaterThan(made.expiresAt);
    expect(renewed.oldSecretEndsAt).toBe(renewed.expiresAt);
  });
});

describe("an old secret ends", () => {
  test("by itself, and its holder alone reads when it was replaced", async () => {
    const { id, old } = await twoSecrets();
    await lapse(id);
    expect(await messageOf(old)).toMatch(/^this secret was replaced on /);
    expect(await messageOf({ ...old, secret: "Wrong1234" })).toBe("wrong robot name or secret");
    expect((await read(id)).secrets.old).toBeNull();
    await expect(endOldSecret(admin, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(changeOldSecret(admin, { id, endsAt: inDays(1) })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("when somebody ends it, for good", async () => {
    const { id, old, current } = await twoSecrets();
    await endOldSecret(admin, { id });
    expect([await statusOf(old), await statusOf(current)]).toEqual([401, 200]);
    expect(await messageOf(old)).toMatch(/^this secret was replaced on /);
  });

  test("not in favor of somebody who saw another state", async () => {
    const { id } = await twoSecrets();
    const { version } = await read(id);
    await refreshSecret(admin, { id, grace: HOUR });
    await expect(endOldSecret(admin, { id, version })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(changeOldSecret(admin, { id, version, endsAt: inDays(1) })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  test("within the policy's 30 days from the replacement, and not in the past", async () => {
    const { id } = await twoSecrets();
    await changeOldSecret(admin, { id, endsAt: inDays(29) });
    for (const days of [-1, 31])
      await expect(changeOldSecret(admin, { id, endsAt: inDays(days) })).rejects.toMatchObject({
        code: "UNPROCESSABLE",
      });
    const robot = await makeRobot({ project, expiresAt: -1 });
    const tooLong = { kind: "for", seconds: 31 * 86_400 } as const;
    await expect(refreshSecret(admin, { id: robot.id, grace: tooLong })).rejects.toMatchObject({
      fields: { grace: "An old secret may keep working for at most 30 days. Choose an earlier time." },
    });
  });

  test("counted from the first use of the new one, at once, even if the old one was used in between", async () => {
    const { id, old, current, endsAt } = await twoSecrets(HOUR, { fromFirstUse: true });
    expect(endsAt).toBeGreaterThan(inDays(29));
    await logIn(old);
    await flushLastUses();
    expect((await read(id)).secrets.old).toMatchObject({ grace: 3600, endsAt });
    await logIn(current);
    await vi.waitFor(async () => expect((await read(id)).secrets.old?.grace).toBeNull());
    expect((await read(id)).secrets.old?.endsAt).toBeLessThanOrEqual(inDays(0) + 3600);
  });
});

describe("a secret that was replaced and comes back", () => {
  test("leaves one row in 1,000 tries, and the new secret keeps working", { timeout: 60_000 }, async () => {
    const robot = await makeRobot({ project });
    const current = await refreshSecret(admin, { id: robot.id });
    const statuses = new Map<number, number>();
    for (let round = 0; round < 50; round += 1)
      for (const { status } of await Promise.all(Array.from({ length: 20 }, () => logIn(robot))))
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect([...statuses.keys()].sort()).toEqual([401, 429]);
    expect(statuses.get(401)).toBeGreaterThanOrEqual(20);
    expect(await auditOf(robot.id, "robot.secret-reused")).toHaveLength(1);
    expect(await auditOf(robot.id, "robot.log-in")).toHaveLength(0);
    expect(await statusOf(current)).toBe(200);
    expect((await read(robot.id)).disabled).toBe(false);
  });

  test("ten times a minute counts for no throttle, so a manual secret stays reachable", async () => {
    const robot = await makeRobot({ project });
    const current = await refreshSecret(admin, { id: robot.id, secret: "NewSecret2" });
    for (let round = 0; round < 10; round += 1) expect(await messageOf(robot)).toMatch(/^this secret was replaced on /);
    for (let round = 0; round < 9; round += 1) expect(await statusOf({ ...robot, secret: "Wrong1234" })).toBe(401);
    expect(await statusOf(current)).toBe(200);
  });

  test("is recognized among the last five, manual ones too", async () => {
    const robot = await makeRobot({ project });
    const manual = await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" });
    for (let round = 0; round < 5; round += 1) await refreshSecret(admin, { id: robot.id });
    expect(await messageOf(manual)).toMatch(/^this secret was replaced on /);
    expect(await messageOf(robot)).toBe("wrong robot name or secret");
    expect(await getDb().retiredSecret.count({ where: { robotId: robot.id } })).toBe(5);
  });
});

describe("a policy", () => {
  const set = async (rules: Partial<PolicyRules>) => {
    const strict = await makeProject({ admins: [admin] });
    await setProjectPolicy(admin, { ...NO_RULES, ...rules, project: strict.name, version: 0 });
    return makeRobot({ project: strict });
  };

  test("may forbid a grace, also to change an end", async () => {
    const robot = await set({ maxGraceDays: 0 });
    const refused = { fields: { grace: expect.stringContaining("The policy doesn’t let old secrets keep working.") } };
    await expect(refreshSecret(admin, { id: robot.id, grace: HOUR })).rejects.toMatchObject(refused);
    await refreshSecret(admin, { id: robot.id });
  });

  test("gives refreshes by clients of Harbor's API a grace, where the instance does", async () => {
    const root = await makeUser({ isAdmin: true });
    const plain = await makeRobot({ project });
    const none = await refreshSecret(admin, { id: plain.id, grace: { kind: "policy" } });
    await setInstancePolicy(root, { ...NO_RULES, apiGraceSeconds: 3600, version: 0 });
    const robot = await makeRobot({ project });
    const made = await refreshSecret(admin, { id: robot.id, grace: { kind: "policy" } });
    const strict = await set({ maxGraceDays: 0 });
    const harbor = await refreshSecret(admin, { id: strict.id, grace: { kind: "policy" } });
    expect(harbor.oldSecretEndsAt).toBeNull();
    await setInstancePolicy(root, { ...NO_RULES, version: 1 });
    expect([none.oldSecretEndsAt, await statusOf(robot), await statusOf(made)]).toEqual([null, 200, 200]);
  });

  test("may disable a robot whose replaced secret comes back", async () => {
    const robot = await set({ disableOnReuse: true });
    const made = await refreshSecret(admin, { id: robot.id });
    expect(await statusOf(made)).toBe(200);
    expect(await messageOf(robot)).toMatch(/^this secret was replaced on /);
    expect(await messageOf(made)).toMatch(/^robot disabled on /);
    const [row] = await auditOf(robot.id, "robot.disable");
    expect(row).toMatchObject({ actorType: "system", details: '{"reason":"reused"}' });
  });
});

test("a retired secret is forgotten after 400 days", async () => {
  const [early, late] = [await makeRobot({ project }), await makeRobot({ project })];
  for (const [robot, days] of [[early, 401] as const, [late, 399] as const]) {
    await refreshSecret(admin, { id: robot.id });
    const retiredAt = daysAgo(days);
    await getDb().retiredSecret.updateMany({ where: { robotId: robot.id }, data: { retiredAt } });
  }
  expect(await purgeRetiredSecrets()).toBe(1);
  expect(await messageOf(early)).toBe("wrong robot name or secret");
  expect(await messageOf(late)).toMatch(/^this secret was replaced on /);
});

test("after a lost reply, refreshing again keeps the secret in use and drops the one that nobody got", async () => {
  const { id, old, current: lost } = await twoSecrets();
  const made = await refreshSecret(admin, { id, grace: HOUR, again: true });
  expect([await statusOf(old), await statusOf(lost), await statusOf(made)]).toEqual([200, 401, 200]);
  await flushLastUses();
  // Now the new one is in use, so it isn't lost.
  const last = await refreshSecret(admin, { id, grace: HOUR, again: true });
  expect([await statusOf(old), await statusOf(made), await statusOf(last)]).toEqual([401, 200, 200]);
});

test("of two refreshes with a grace at once exactly one succeeds, and two secrets work", async () => {
  const robot = await makeRobot({ project });
  const both = await Promise.allSettled([1, 2].map(() => refreshSecret(admin, { id: robot.id, grace: HOUR })));
  const made = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(made).toHaveLength(1);
  expect([await statusOf(robot), ...(await Promise.all(made.map(statusOf)))]).toEqual([200, 200]);
});
