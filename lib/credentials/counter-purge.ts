import { setImmediate as nextTurn } from "node:timers/promises";
import { getDb } from "../db/client";

/** Rows that one statement looks at: few milliseconds' work, which on SQLite stops the whole process. */
export const SLICE = 200;
/** No counter lasts longer: what claims to was written while the clock was ahead. */
const LONGEST_COUNTER_MS = 2 * 86_400_000;

/**
 * Deletes counters of failed attempts that count nothing any more. Goes through them by key in slices and lets others have
 * their turn after each: a flood of wrong names may leave many.
 * @param stop ends it between two slices
 * @returns how many were deleted
 */
export async function purgeCounters(stop?: AbortSignal): Promise<number> {
  const counters = getDb().rateLimiterFlexible;
  let deleted = 0;
  let after: string | null = "";
  while (after !== null && !stop?.aborted) {
    const end = await sliceEnd(after);
    const key = end === null ? { gt: after } : { gt: after, lte: end };
    deleted += (await counters.deleteMany({ where: { key, ...isOver() } })).count;
    after = end;
    await nextTurn();
  }
  return deleted;
}

function isOver() {
  const now = Date.now();
  return { OR: [{ expire: { lte: new Date(now) } }, { expire: { gt: new Date(now + LONGEST_COUNTER_MS) } }] };
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
