import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { bringForward } from "../jobs/outbox";
import type { Task } from "../jobs/task";

const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;
const KEPT_PER_WEBHOOK = 1000;
/** A receiver that doesn't answer for days must not fill the database. */
const WAITING_PER_WEBHOOK = 10_000;
/** Longer than any reminder is sent ahead. */
const REMINDER_DAYS = 400;
const SLICE = 500;

/** Removes events and deliveries that are too old, or too many. What still waits stays, up to a limit. */
export const noticesPurge: Task = { name: "notices.purge", everyMs: DAY_MS / 24, by: "one", run: purgeNotices };

async function purgeNotices(signal: AbortSignal): Promise<void> {
  await bringForward();
  const before = new Date((await databaseNow()).getTime() - KEPT_DAYS * DAY_MS);
  const remindersBefore = new Date(before.getTime() - REMINDER_DAYS * DAY_MS);
  await inSlices(signal, async () => {
    // Reminders stay, so that none is repeated while its robot is still as far from its end.
    const reminders = { type: { in: ["robot.expiring", "robot.idle"] }, at: { gte: remindersBefore } };
    const where = { at: { lt: before }, handedOn: true, NOT: [reminders] };
    const rows = await getDb().event.findMany({ where, take: SLICE, select: { id: true } });
    return (await getDb().event.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })).count;
  });
  await inSlices(signal, async () => {
    const rows = await getDb().outbox.findMany({
      where: { endedAt: { lt: before } },
      take: SLICE,
      select: { id: true },
    });
    return (await getDb().outbox.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })).count;
  });
  for (const { id: endpointId } of await getDb().webhookEndpoint.findMany({ select: { id: true } })) {
    await inSlices(signal, () => deleteBeyond(KEPT_PER_WEBHOOK, { endpointId, state: { not: "pending" } }));
    await inSlices(signal, () => deleteBeyond(WAITING_PER_WEBHOOK, { endpointId, state: "pending" }));
  }
}

type Where = NonNullable<Parameters<ReturnType<typeof getDb>["outbox"]["findMany"]>[0]>["where"];

/** Keeps the newest. */
async function deleteBeyond(kept: number, where: Where): Promise<number> {
  const { outbox } = getDb();
  const rows = await outbox.findMany({ where, orderBy: { id: "desc" }, skip: kept, take: SLICE, select: { id: true } });
  if (rows.length === 0) return 0;
  return (await outbox.deleteMany({ where: { AND: [where ?? {}, { id: { in: rows.map(({ id }) => id) } }] } })).count;
}

async function inSlices(signal: AbortSignal, slice: () => Promise<number>): Promise<void> {
  while (!signal.aborted && (await slice()) > 0);
}
