import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { hashManualSecret } from "@/lib/credentials/secret";
import { makeProject, makeRobot } from "@/testing/builders";
import { getToken, postToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { FAILED_ATTEMPTS } from "../credentials/throttle";
import { getDb } from "../db/client";
import { env } from "../env";

let server: TestServer;
let docs: { id: number; name: string };
type Robot = Awaited<ReturnType<typeof makeRobot>>;

const slow = vi.hoisted(() => ({ comparisons: [] as string[] }));
// A cheap stand-in for the slow comparison, which notes what it was asked to compare with.
vi.mock("../credentials/password", async (original) => {
  const { default: bcrypt } = await import("bcryptjs");
  return {
    ...(await original<typeof import("../credentials/password")>()),
    assertRoomForPassword: () => undefined,
    hashPassword: (password: string) => bcrypt.hash(password, 4),
    verifyPassword: async (password: string, hash: string) => {
      slow.comparisons.push(hash);
      return hash.includes("$04$") && bcrypt.compare(password, hash);
    },
  };
});
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), TRUST_PROXY: true }) };
});

beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject({ name: "docs" });
});
afterAll(() => server.stop());

let serial = 0;
/** Headers of a client at another address. */
const from = (address: string) => ({ "X-Forwarded-For": `203.0.113.99, ${address}` });
let here: Record<string, string>;
beforeEach(() => {
  serial += 1;
  here = from(`198.51.100.${serial}`);
});

const status = async (robot: { loginName: string; secret: string }, headers = here, on = server) =>
  (await getToken(on, robot, [], { headers })).status;
const wrong = (robot: Robot, headers = here, on = server) => status({ ...robot, secret: "Wrong1234" }, headers, on);
const times = async (count: number, run: (at: number) => Promise<number>) => {
  const seen: Record<number, number> = {};
  for (let at = 0; at < count; at += 1) {
    const code = await run(at);
    seen[code] = (seen[code] ?? 0) + 1;
  }
  return seen;
};

describe("failed attempts", () => {
  test("after the limit they are 429 with Retry-After, in the registry's envelope", async () => {
    const robot = await makeRobot({ project: docs });
    expect(await times(FAILED_ATTEMPTS.pair, () => wrong(robot))).toEqual({ 401: FAILED_ATTEMPTS.pair });
    const reply = await getToken(server, { ...robot, secret: "Wrong1234" }, [], { headers: here });
    expect(reply.status).toBe(429);
    expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(reply.body.errors?.[0]?.code).toBe("TOOMANYREQUESTS");
  });

  test("1,000 concurrent attempts pass the limit no more often than 1,000 in a row, and don't affect others", async () => {
    const [robot, neighbour] = [await makeRobot({ project: docs }), await makeRobot({ project: docs })];
    const codes: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      codes.push(...(await Promise.all(Array.from({ length: 100 }, () => wrong(robot)))));
    }
    expect(codes.filter((code) => code === 401)).toHaveLength(FAILED_ATTEMPTS.pair);
    expect(codes.filter((code) => code === 429)).toHaveLength(1000 - FAILED_ATTEMPTS.pair);
    expect(await status(robot, from("192.0.2.200"))).toBe(200);
    expect(await status(neighbour)).toBe(200);
    expect(await wrong(neighbour)).toBe(401);
  });

  test("the right generated secret is accepted even while wrong ones are throttled", async () => {
    const robot = await makeRobot({ project: docs });
    await times(FAILED_ATTEMPTS.pair + 2, () => wrong(robot));
    expect(await status(robot)).toBe(200);
    expect(await wrong(robot)).toBe(429);
  });

  test("a manually set secret is rejected unchecked while wrong ones are throttled, and accepted from another network", async () => {
    const robot = await makeRobot({
      project: docs,
      secret: "Handmade1",
      secretHash: await hashManualSecret("Handmade1"),
    });
    expect(await times(FAILED_ATTEMPTS.pair + 3, () => wrong(robot))).toEqual({ 401: FAILED_ATTEMPTS.pair, 429: 3 });
    expect(await status(robot)).toBe(429);
    expect(await status(robot, from("192.0.2.201"))).toBe(200);
  });

  test("successful logins are never counted", async () => {
    const robot = await makeRobot({ project: docs });
    expect(await times(FAILED_ATTEMPTS.pair * 3, () => status(robot))).toEqual({ 200: FAILED_ATTEMPTS.pair * 3 });
    expect(await wrong(robot)).toBe(401);
    expect(
      await getDb().rateLimiterFlexible.count({
        where: { key: { contains: here["X-Forwarded-For"]?.split(", ")[1] ?? "" } },
      }),
    ).toBe(2);
  });

  test("attempts with many names from one address reach the address's limit; disabled and unknown names count alike", async () => {
    const seen = await times(FAILED_ATTEMPTS.network + 5, (at) =>
      status({ loginName: `robot_docs+n${at}`, secret: "x" }),
    );
    expect(seen).toEqual({ 401: FAILED_ATTEMPTS.network, 429: 5 });
    expect(await status(await makeRobot({ project: docs }))).toBe(200);
  });

  test("addresses of one IPv6 /64 are one client; only the last hop of X-Forwarded-For counts", async () => {
    const robot = await makeRobot({ project: docs });
    const seen = await times(FAILED_ATTEMPTS.pair + 5, (at) =>
      wrong(robot, from(`2001:db8:0:${serial}::${at.toString(16)}`)),
    );
    expect(seen).toEqual({ 401: FAILED_ATTEMPTS.pair, 429: 5 });
    expect(await wrong(robot, from(`2001:db8:0:${serial + 9}::1`))).toBe(401);
    const spoofed = await times(FAILED_ATTEMPTS.pair + 5, (at) =>
      wrong(robot, { "X-Forwarded-For": `10.0.0.${at}, 192.0.2.77` }),
    );
    expect(spoofed).toEqual({ 401: FAILED_ATTEMPTS.pair, 429: 5 });
  });

  test("containerd's POST and GET of one wrong secret count once", async () => {
    const robot = await makeRobot({ project: docs });
    const form = { username: robot.loginName, password: "Wrong1234" };
    const pair = async () => [(await postToken(server, form, [], here)).status, await wrong(robot)];
    for (let at = 0; at < FAILED_ATTEMPTS.pair - 1; at += 1) expect(await pair()).toEqual([401, 401]);
    expect(await wrong(robot)).toBe(401);
    expect(await pair()).toEqual([429, 429]);
  });

  test("instances share the counters", async () => {
    const robot = await makeRobot({ project: docs });
    await times(FAILED_ATTEMPTS.pair, () => wrong(robot));
    vi.resetModules();
    const second = await (await import("@/testing/registry-server")).startDataPlane();
    expect(await wrong(robot, here, second)).toBe(429);
    expect(await status(robot, here, second)).toBe(200);
    await second.stop();
  });

  test("an unknown name and a wrong secret, generated or manually set, each cost one slow comparison", async () => {
    const generated = await makeRobot({ project: docs });
    const secretHash = await hashManualSecret("Handmade1");
    const manual = await makeRobot({ project: docs, secret: "Handmade1", secretHash });
    for (const robot of [generated, manual, { loginName: "robot_docs+nobody" }]) {
      slow.comparisons.length = 0;
      expect(await status({ ...robot, secret: "Wrong1234" })).toBe(401);
      expect(slow.comparisons).toEqual([expect.stringMatching(/^\$2b\$(04|12)\$/)]);
    }
    slow.comparisons.length = 0;
    expect(await status(generated)).toBe(200);
    expect(slow.comparisons).toEqual([]);
  });

  test("counters store no secret, not even a wrong one, and no name", async () => {
    const robot = await makeRobot({ project: docs });
    await postToken(server, { username: robot.loginName, password: "AlmostRight1" }, [], here);
    const rows = JSON.stringify(await getDb().rateLimiterFlexible.findMany());
    expect(rows).not.toContain("AlmostRight1");
    expect(rows).not.toContain(robot.loginName);
    expect(rows).not.toContain(env().AUTH_SECRET);
  });
});
