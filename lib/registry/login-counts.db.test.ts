import { expect, test } from "vitest";
import { makeProject, makeRobot, makeSystemRobot } from "@/testing/builders";
import { getDb } from "../db/client";
import { addLogins, EVERYTHING, SYSTEM_ROBOTS } from "../db/login-usage";
import { withTransaction } from "../db/transaction";
import { countLogin, flushLoginCounts, purgeLoginCounts } from "./login-counts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Noon, so that the hours below are on one day. */
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS + 12 * HOUR_MS;

const daysOf = (robotId: number) =>
  getDb().robotUsage.findMany({ where: { robotId }, orderBy: { day: "asc" }, select: { day: true, logins: true } });
const hoursOf = (projectId: number) =>
  getDb().loginHour.findMany({ where: { projectId }, orderBy: { hour: "asc" }, select: { hour: true, logins: true } });

test("logins of two instances add up per robot and day, per project and hour, and survive a restart", async () => {
  const project = await makeProject();
  const [robot, gone] = [await makeRobot({ project }), await makeRobot({ project })];
  const system = await makeSystemRobot({ grants: [{ kind: "system", projectId: null, access: "project:list" }] });
  for (const at of [NOON, NOON, NOON + HOUR_MS, NOON + DAY_MS]) countLogin(robot.id, at);
  countLogin(system.id, NOON);
  countLogin(gone.id, NOON);
  await getDb().robot.delete({ where: { id: gone.id } });
  await flushLoginCounts();
  // A flush without logins in between writes nothing twice.
  await flushLoginCounts();
  // What another instance counted at the same time.
  const others = [{ robotId: robot.id, hour: NOON / HOUR_MS, logins: 40 }];
  await Promise.all([1, 2].map(() => withTransaction((tx) => addLogins(tx, others))));
  const day = NOON / DAY_MS - 0.5;
  expect(await daysOf(robot.id)).toEqual([
    { day, logins: 83 },
    { day: day + 1, logins: 1 },
  ]);
  const hour = NOON / HOUR_MS;
  expect(await hoursOf(project.id)).toEqual([
    { hour, logins: 82 },
    { hour: hour + 1, logins: 1 },
    { hour: hour + 24, logins: 1 },
  ]);
  expect(await hoursOf(SYSTEM_ROBOTS)).toEqual([{ hour, logins: 1 }]);
  expect((await hoursOf(EVERYTHING))[0]).toEqual({ hour, logins: 83 });
});

test("counts are removed after 400 days, hours after eight", async () => {
  const project = await makeProject();
  const robot = await makeRobot({ project });
  for (const days of [0, 399, 401]) countLogin(robot.id, NOON - days * DAY_MS);
  countLogin(robot.id, NOON - 9 * DAY_MS);
  await flushLoginCounts();
  await purgeLoginCounts(new AbortController().signal, NOON);
  const today = NOON / DAY_MS - 0.5;
  expect((await daysOf(robot.id)).map(({ day }) => today - day)).toEqual([399, 9, 0]);
  expect((await hoursOf(project.id)).map(({ hour }) => NOON / HOUR_MS - hour)).toEqual([0]);
});

test("the counts of a robot go with it", async () => {
  const robot = await makeRobot({ project: await makeProject() });
  countLogin(robot.id);
  await flushLoginCounts();
  await getDb().robot.delete({ where: { id: robot.id } });
  expect(await daysOf(robot.id)).toEqual([]);
});
