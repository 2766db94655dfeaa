import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { generateSecret } from "@/lib/credentials/secret";
import { getDb } from "@/lib/db/client";
import { makeLearningImport, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { type OldRegistryServer, startOldRegistry } from "@/testing/old-registry";
import { meetOldRegistry } from "./ask-old-registry";
import { ASKS_PER_MINUTE } from "./learn";
import { logIn } from "./login";

const known = new Map<string, string>();
let old: OldRegistryServer;
let project: { id: number; name: string };

beforeAll(async () => {
  project = await makeProject({ admins: [await makeUser()] });
});
// Each test has a registry of its own, because the pause after faults is by registry.
beforeEach(async () => {
  await old?.stop();
  old = await startOldRegistry(known);
});
afterAll(() => old.stop());

async function learning({ until, ...rest }: { until?: Date; disabled?: boolean; expiresAt?: number } = {}) {
  const stored = `learn$${await makeLearningImport({ origin: old.origin, ...(until && { until }) })}`;
  const secret = generateSecret();
  const robot = await makeRobot({ project, secretHash: stored, ...rest });
  known.set(robot.loginName, secret);
  return { ...robot, secret, stored };
}

/** From a network of its own, so that the throttle of failed attempts isn't what refuses. */
async function attempt({ loginName: name }: { loginName: string }, secret: string): Promise<string> {
  const address = `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;
  try {
    await logIn({ kind: "basic", name, secret }, { address, echo: null });
    return "in";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const hashOf = async (id: number) =>
  (await getDb().robot.findUniqueOrThrow({ where: { id }, select: { secretHash: true } })).secretHash;
const rows = (robotId: number) =>
  getDb().auditEvent.findMany({
    where: { robotId, action: "robot.learn-secret" },
    orderBy: { id: "asc" },
    select: { result: true },
  });

test.each(["token", "basic"] as const)(
  "a right secret is kept, and the old registry (%s) isn’t asked again",
  async (mode) => {
    old.mode = mode;
    const robot = await learning();
    expect(await attempt(robot, robot.secret)).toBe("in");
    expect(await hashOf(robot.id)).toMatch(/^sha256\$/);
    const asked = old.asked.length;
    expect(await attempt(robot, robot.secret)).toBe("in");
    old.mode = "down";
    expect(await attempt(robot, generateSecret())).toBe("UNAUTHORIZED");
    expect(old.asked.length).toBe(asked);
    expect(await rows(robot.id)).toEqual([{ result: "success" }]);
  },
);

test("ten logins at once with the right secret all succeed and ask once", async () => {
  const robot = await learning();
  const address = "198.51.100.9";
  const logins = Array.from({ length: 10 }, () =>
    logIn({ kind: "basic", name: robot.loginName, secret: robot.secret }, { address, echo: null }),
  );
  await Promise.all(logins);
  expect(old.asked.filter((login) => login === `${robot.loginName}:${robot.secret}`)).toHaveLength(1);
});

test("a wrong secret is asked about once a minute, and a robot ten times a minute", async () => {
  const robot = await learning();
  const wrong = generateSecret();
  expect(await attempt(robot, wrong)).toBe("UNAUTHORIZED");
  expect(await attempt(robot, wrong)).toBe("UNAUTHORIZED");
  expect(old.asked).toHaveLength(1);
  for (let round = 1; round < ASKS_PER_MINUTE; round++)
    expect(await attempt(robot, generateSecret())).toBe("UNAUTHORIZED");
  expect(await attempt(robot, generateSecret())).toBe("TOO_MANY_REQUESTS");
  expect(old.asked).toHaveLength(ASKS_PER_MINUTE);
  expect(await hashOf(robot.id)).toBe(robot.stored);
  expect(await rows(robot.id)).toHaveLength(ASKS_PER_MINUTE);
});

test("while the old registry is down logins are unavailable, and after five faults it is left alone", async () => {
  const robots = await Promise.all(Array.from({ length: 6 }, () => learning()));
  old.mode = "down";
  for (const robot of robots) expect(await attempt(robot, robot.secret)).toBe("UNAVAILABLE");
  const last = robots.at(-1);
  expect(last && (await rows(last.id))).toEqual([]);
});

test("after a fault the same secret is asked about again, and a right one isn’t taken for wrong", async () => {
  const robot = await learning();
  old.mode = "down";
  expect(await attempt(robot, robot.secret)).toBe("UNAVAILABLE");
  old.mode = "token";
  expect(await attempt(robot, robot.secret)).toBe("in");
});

test("a registry that lets anyone in teaches nothing", async () => {
  const robot = await learning();
  old.mode = "open";
  expect(await attempt(robot, generateSecret())).toBe("UNAVAILABLE");
  expect(await hashOf(robot.id)).toBe(robot.stored);
  expect(await meetOldRegistry(old.origin)).toMatchObject({ fault: expect.stringContaining("any secret") });
});

test("nobody is asked for a disabled or expired robot, or when the time for learning is over", async () => {
  const past = Math.floor(Date.now() / 1000) - 60;
  const robots = [
    await learning({ disabled: true }),
    await learning({ expiresAt: past }),
    await learning({ until: new Date() }),
  ];
  for (const robot of robots) expect(await attempt(robot, robot.secret)).toBe("UNAUTHORIZED");
  expect(old.asked).toEqual([]);
});

test("an old registry is met only over TLS or on this machine, and must refuse wrong secrets", async () => {
  expect(await meetOldRegistry("http://registry.example.com")).toMatchObject({
    fault: expect.stringContaining("https"),
  });
  expect(await meetOldRegistry(old.origin)).toEqual({ origin: old.origin, realmOrigin: old.origin });
});
