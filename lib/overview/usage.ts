import { getDb } from "../db/client";

const DAY_MS = 86_400_000;
/** Days of a robot's chart. */
export const USAGE_DAYS = 30;

/** Logins of robots on each of the last 30 days in UTC, the oldest first. Authorizes nothing. */
export async function loginsByDay(robotIds: readonly number[], now = Date.now()): Promise<(id: number) => number[]> {
  const first = Math.floor(now / DAY_MS) - USAGE_DAYS + 1;
  const rows = await getDb().robotUsage.findMany({
    where: { robotId: { in: [...robotIds] }, day: { gte: first } },
    select: { robotId: true, day: true, logins: true },
  });
  const counts = new Map(rows.map(({ robotId, day, logins }) => [`${robotId} ${day}`, logins]));
  return (id) => Array.from({ length: USAGE_DAYS }, (_, at) => counts.get(`${id} ${first + at}`) ?? 0);
}
