import { setTimeout as sleep } from "node:timers/promises";
import { addLogins, type HourOfLogins, purgeLogins } from "../db/login-usage";
import { withTransaction } from "../db/transaction";
import type { Task } from "../jobs/task";
import { log } from "../log";
import { perProcess } from "../per-process";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Robots and hours per transaction: a larger one would keep other writers waiting. */
const BATCH_SIZE = 500;
const KEPT_DAYS = 400;
/** The chart shows seven days. */
const KEPT_HOURS = 8 * 24;
const PAUSE_MS = 20;

const unwritten = perProcess("registry.login-counts", () => ({ counts: new Map<string, HourOfLogins>() }));

/** Counts a login in memory; {@link flushLoginCounts} writes it. */
export function countLogin(robotId: number, at = Date.now()): void {
  add({ robotId, hour: Math.floor(at / HOUR_MS), logins: 1 });
}

function add({ robotId, hour, logins }: HourOfLogins): void {
  const key = `${robotId} ${hour}`;
  const known = unwritten.counts.get(key);
  if (known) known.logins += logins;
  else unwritten.counts.set(key, { robotId, hour, logins });
}

/** Adds what was counted since the last time to the database. A batch that fails is kept for the next time. */
export async function flushLoginCounts(): Promise<void> {
  const counts = [...unwritten.counts.values()].sort((one, other) => one.robotId - other.robotId);
  unwritten.counts.clear();
  for (let start = 0; start < counts.length; start += BATCH_SIZE) {
    const batch = counts.slice(start, start + BATCH_SIZE);
    try {
      await withTransaction((tx) => addLogins(tx, batch));
    } catch (error) {
      log.warn({ err: error }, "could not write how often robots logged in; retrying in a minute");
      batch.forEach(add);
    }
  }
}

/** Removes counts older than 400 days, batch by batch, so that other writers aren't kept waiting. */
export async function purgeLoginCounts(signal: AbortSignal, now = Date.now()): Promise<void> {
  const [day, hour] = [Math.floor(now / DAY_MS) - KEPT_DAYS, Math.floor(now / HOUR_MS) - KEPT_HOURS];
  while (!signal.aborted && (await purgeLogins(day, hour)) > 0) await sleep(PAUSE_MS, undefined, { ref: false });
}

export const loginCountsPurge: Task = {
  name: "robots.login-counts",
  everyMs: DAY_MS,
  by: "one",
  run: (signal) => purgeLoginCounts(signal),
};
