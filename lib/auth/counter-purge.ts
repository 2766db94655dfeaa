import { setImmediate as nextTurn } from "node:timers/promises";
import { getDb } from "../db/client";
import { toAppError } from "../db/errors";
import { log } from "../log";
import { onShutdown } from "../shutdown";

const PERIOD_MS = 5 * 60_000;
/** A counter that has just expired may be in use by whoever starts it anew. */
const GRACE_MS = 3_600_000;
/** Rows that one statement looks at: few milliseconds' work, which on SQLite stops the whole process. */
export const SLICE = 200;

/**
 * Deletes the counters of rate limits that expired an hour ago. Goes through them by key in slices and lets others have
 * their turn after each: a flood of wrong names leaves a million.
 * @param stop ends it between two slices
 * @returns how many were deleted
 */
export async function purgeCounters(stop?: AbortSignal): Promise<number> {
  const counters = getDb().rateLimiterFlexible;
  const expire = { lt: new Date(Date.now() - GRACE_MS) };
  let deleted = 0;
  let after: string | null = "";
  while (after !== null && !stop?.aborted) {
    const end = await sliceEnd(after);
    const key = end === null ? { gt: after } : { gt: after, lte: end };
    deleted += (await counters.deleteMany({ where: { key, expire } })).count;
    after = end;
    await nextTurn();
  }
  return deleted;
}

/** The last key of the slice after `key`; null when no more than a slice is left. */
async function sliceEnd(key: string): Promise<string | null> {
  const query = {
    where: { key: { gt: key } },
    orderBy: { key: "asc" },
    skip: SLICE - 1,
    select: { key: true },
  } as const;
  return (await getDb().rateLimiterFlexible.findFirst(query))?.key ?? null;
}

/** Purges every five minutes; ends with the process. */
export function startCounterPurge(): void {
  const stop = new AbortController();
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= logged(stop.signal).finally(() => {
      running = null;
    });
  }, PERIOD_MS);
  timer.unref();
  onShutdown(async () => {
    clearInterval(timer);
    stop.abort();
    await running;
  });
}

async function logged(stop: AbortSignal): Promise<void> {
  try {
    const count = await purgeCounters(stop);
    if (count > 0) log.info({ count }, "expired rate limit counters removed");
  } catch (error) {
    if (!toAppError(error)) log.warn({ err: error }, "expired rate limit counters could not be removed");
  }
}
