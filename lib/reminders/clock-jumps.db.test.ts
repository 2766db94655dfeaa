import { beforeEach, expect, test, vi } from "vitest";
import { daysAgo, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { createWebhook } from "../webhooks/service";
import { remindersTask } from "./reminders-task";

const clock = vi.hoisted(() => ({ aheadMs: 0 }));
vi.mock("../db/clock", async (original) => {
  const real = await original<typeof import("../db/clock")>();
  return { databaseNow: async () => new Date((await real.databaseNow()).getTime() + clock.aheadMs) };
});

const DAY = 86_400;
let project: { id: number; name: string };

beforeEach(async () => {
  const db = getDb();
  for (const table of [db.project, db.robot, db.event, db.outbox] as { deleteMany: () => Promise<unknown> }[])
    await table.deleteMany();
  const owner = await makeUser();
  project = await makeProject({ admins: [owner] });
  await createWebhook(owner, {
    ...{ url: "https://192.0.43.8/hook", description: "", format: "standard", active: true, withAddresses: false },
    ...{ events: ["robot.expiring", "robot.expired"], project: project.name },
  });
});

const endsIn = (days: number) =>
  makeRobot({ project, createdAt: daysAgo(100), expiresAt: Math.floor(Date.now() / 1000) + Math.round(days * DAY) });

/** What two instances send when their clock is ahead by this many days. @returns one line per delivery so far */
async function sentWhenAhead(days: number): Promise<string[]> {
  clock.aheadMs = days * DAY * 1000;
  const { signal } = new AbortController();
  await Promise.all([remindersTask.run(signal), remindersTask.run(signal)]);
  const rows = await getDb().outbox.findMany({ orderBy: { id: "asc" } });
  const changes = rows.map(
    ({ payload }) => JSON.parse(payload) as { type: string; data: { changes?: { days: number } } },
  );
  // A receiver drops a delivery whose key it knows.
  expect(new Set(rows.map(({ eventKey }) => eventKey)).size).toBe(rows.length);
  return changes.map(({ type, data }) => (data.changes ? `${data.changes.days} days` : type));
}

test("what was told while the clock was ahead is told again when it is true, once", async () => {
  await endsIn(27);
  expect(await sentWhenAhead(0)).toEqual(["27 days"]);
  expect(await sentWhenAhead(22)).toEqual(["27 days", "5 days"]);
  expect(await sentWhenAhead(28)).toEqual(["27 days", "5 days", "robot.expired"]);
  expect(await sentWhenAhead(0)).toHaveLength(3);
  expect(await sentWhenAhead(0)).toHaveLength(3);
  expect((await sentWhenAhead(20.5)).slice(3)).toEqual(["7 days"]);
  expect((await sentWhenAhead(21)).slice(3)).toEqual(["7 days"]);
  expect((await sentWhenAhead(26.5)).slice(3)).toEqual(["7 days", "1 days"]);
  expect((await sentWhenAhead(27.1)).slice(3)).toEqual(["7 days", "1 days", "robot.expired"]);
  expect((await sentWhenAhead(27.2)).slice(3)).toHaveLength(3);
});

test("a clock that is far behind for a while repeats nothing", async () => {
  await endsIn(5);
  expect(await sentWhenAhead(0)).toEqual(["5 days"]);
  expect(await sentWhenAhead(-365)).toEqual(["5 days"]);
  // By this clock the reminder of 30 days before is due, which nobody got.
  expect(await sentWhenAhead(-20)).toEqual(["5 days", "25 days"]);
  expect(await sentWhenAhead(-20)).toHaveLength(2);
  expect(await sentWhenAhead(0)).toHaveLength(2);
});

test("a clock that is corrected by an hour or two, back and forth, repeats nothing", async () => {
  await endsIn(7 + 1 / 24);
  expect(await sentWhenAhead(2 / 24)).toEqual(["7 days"]);
  for (const hours of [0, 1.5, 0.5, 2, 3]) expect(await sentWhenAhead(hours / 24)).toEqual(["7 days"]);
});
