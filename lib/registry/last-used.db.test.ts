import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { daysAgo, makeProject, makeRobot } from "@/testing/builders";
import { basic, getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { getDb } from "../db/client";
import { startTasks } from "../jobs/runner";
import { runShutdownHooks } from "../shutdown";
import { flushLastUses, lastUsedFlush, recordLastUse } from "./last-used";
import { type LastUse, writeLastUses } from "./write-last-uses";

let server: TestServer;
let docs: { id: number; name: string };

beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject();
});
afterAll(() => server.stop());

/** A login with a secret that was replaced since, so that only the robot's own last use is written. */
const login = (id: number) => ({ id, isSecretUnused: false, oldSecret: null, used: { hash: "", old: null } });
const use = (robotId: number, at: Date, address: string | null): LastUse => {
  return { robotId, at, address, secret: { hash: "", isOld: false, isFirst: false, waiting: null } };
};

const lastUse = (id: number) =>
  getDb().robot.findUniqueOrThrow({
    where: { id },
    select: { lastUsedAt: true, lastUsedAddress: true, version: true },
  });

describe("the last use of a robot", () => {
  test("is written with its address by the flush, not by the login, and isn't an update of the robot", async () => {
    const robot = await makeRobot({ project: docs });
    const before = Date.now();
    for (let at = 0; at < 5; at += 1) await getToken(server, robot);
    expect((await lastUse(robot.id)).lastUsedAt).toBeNull();
    await flushLastUses();
    const seen = await lastUse(robot.id);
    expect(seen.lastUsedAt?.getTime()).toBeGreaterThanOrEqual(before);
    expect([seen.lastUsedAddress, seen.version]).toEqual(["127.0.0.1", robot.version]);
  });

  test("is recorded by /service/authorize, but not for a wrong secret or a disabled robot", async () => {
    const [used, wrong, disabled] = [
      await makeRobot({ project: docs }),
      await makeRobot({ project: docs }),
      await makeRobot({ project: docs, disabled: true }),
    ];
    const headers = { ...basic(used), "X-Original-Method": "GET", "X-Original-URI": "/v2/" };
    expect((await fetch(`${server.url}/service/authorize`, { headers })).status).toBe(200);
    await getToken(server, { ...wrong, secret: "Wrong1234" });
    await getToken(server, disabled);
    await flushLastUses();
    expect((await lastUse(used.id)).lastUsedAt).not.toBeNull();
    expect((await lastUse(wrong.id)).lastUsedAt).toBeNull();
    expect((await lastUse(disabled.id)).lastUsedAt).toBeNull();
  });

  test("costs one write a minute however often the robot is used, and is written when the process stops", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    const robot = await makeRobot({ project: docs });
    startTasks([lastUsedFlush]);
    for (let at = 0; at < 100; at += 1) recordLastUse(login(robot.id), "192.0.2.1");
    vi.advanceTimersByTime(59_000);
    expect((await lastUse(robot.id)).lastUsedAt).toBeNull();
    vi.advanceTimersByTime(1_000);
    await vi.waitFor(async () => expect((await lastUse(robot.id)).lastUsedAddress).toBe("192.0.2.1"));
    recordLastUse(login(robot.id), "2001:db8::1");
    expect(await runShutdownHooks()).toEqual([]);
    vi.useRealTimers();
    expect((await lastUse(robot.id)).lastUsedAddress).toBe("2001:db8::1");
  });

  test("never goes back if an instance flushes late", async () => {
    const robot = await makeRobot({ project: docs });
    await writeLastUses([use(robot.id, new Date(), "192.0.2.1")]);
    await writeLastUses([use(robot.id, daysAgo(1), "192.0.2.2")]);
    expect((await lastUse(robot.id)).lastUsedAddress).toBe("192.0.2.1");
  });

  test("is written for the others if one robot was deleted in the meantime", async () => {
    const [gone, kept] = [await makeRobot({ project: docs }), await makeRobot({ project: docs })];
    recordLastUse(login(gone.id), null);
    recordLastUse(login(kept.id), null);
    await getDb().robot.delete({ where: { id: gone.id } });
    await flushLastUses();
    expect((await lastUse(kept.id)).lastUsedAt).not.toBeNull();
  });

  test("250 robots flushed by two instances at once are all written", async () => {
    const robots = await Promise.all(Array.from({ length: 250 }, () => makeRobot({ project: docs })));
    const uses = (order: typeof robots) => order.map(({ id }) => use(id, new Date(), null));
    await Promise.all([writeLastUses(uses(robots)), writeLastUses(uses([...robots].reverse()))]);
    const ids = robots.map(({ id }) => id);
    expect(await getDb().robot.count({ where: { id: { in: ids }, lastUsedAt: { not: null } } })).toBe(250);
  });
});
