import { setTimeout as sleep } from "node:timers/promises";
import { getDb } from "./client";
import type { Prisma } from "./generated/sqlite/client";

/** Ids per statement. SQLite has one thread, so no statement may take long. */
const SLICE = 5_000;
const PAUSE_MS = 5;

/** Counts robots under several conditions, slice by slice. @returns the counts in the order of `conditions` */
export async function countRobotsInSlices(
  conditions: readonly Prisma.RobotWhereInput[],
  signal: AbortSignal,
): Promise<number[] | null> {
  const { robot } = getDb();
  const last = (await robot.findFirst({ orderBy: { id: "desc" }, select: { id: true } }))?.id ?? 0;
  const counts = conditions.map(() => 0);
  for (let from = 1; from <= last; from += SLICE) {
    if (signal.aborted) return null;
    const id = { gte: from, lt: from + SLICE };
    for (const [index, where] of conditions.entries())
      counts[index] = (counts[index] ?? 0) + (await robot.count({ where: { AND: [{ id }, where] } }));
    await sleep(PAUSE_MS, undefined, { ref: false });
  }
  return counts;
}
