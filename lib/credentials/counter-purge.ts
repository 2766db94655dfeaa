import { setImmediate as nextTurn } from "node:timers/promises";
import { getDb } from "../db/client";

/** Rows per statement: a few milliseconds of work, during which SQLite blocks the whole process. */
export const SLICE = 200;
/** No counter lasts longer, so a later expiry was written while the clock was ahead. */
const LONGEST_COUNTER_MS = 2 * 86_400_000;

/**
 * Deletes expired counters of failed attempts. Works in slices and yields after each: a flood of unknown names can leave
 * many.
 * @param stop checked between slices
 * @returns how many were deleted
 */
export async function purgeCounters(stop?: AbortSignal): Promise<number> {
  const counters = getDb().rateLimiterFlexible;
  let deleted = 0;
  let after: string | null = "";
  while (after !== null && !stop?.aborted) {
    const end = await sliceEnd(after);
    const key = end === null ? { gt: after } : { gt: after, lte: end };
    deleted += (await counters.deleteMany({ where: { key, ...isExpired() } })).count;
    after = end;
    await nextTurn();
  }
  return deleted;
}

function isExpired() {
  const now = Date.now();
  return { OR: [{ expire: { lte: new Date(now) } }, { expire: { gt: new Date(now + LONGEST_COUNTER_MS) } }] };
}

/** The last key of the slice after `key`; null if the rest fits into one slice. */
async function sliceEnd(key: string): Promise<string | null> {
  const query = {
    where: { key: { gt: key } },
    orderBy: { key: "asc" },
    skip: SLICE - 1,
    select: { key: true },
  } as const;
  return (await getDb().rateLimiterFlexible.findFirst(query))?.key ?? null;
}
