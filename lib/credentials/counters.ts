import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";

/** A counter in the database, shared by all instances. It expires `seconds` after its first increment. */
export type Counter = { key: string; limit: number; seconds: number };
type Reading = { points: number; waitMs: number };

/** Tolerated difference between the clocks of two instances. */
const SKEW_MS = 60_000;

/** Shortens a counter that was started while the clock was ahead to its proper duration. */
async function bound(tx: Pick<Tx, "rateLimiterFlexible">, { key, seconds }: Counter, now: number): Promise<void> {
  await tx.rateLimiterFlexible.updateMany({
    where: { key, expire: { gt: new Date(now + seconds * 1000 + SKEW_MS) } },
    data: { expire: new Date(now + seconds * 1000) },
  });
}

const reading = (points: number, expire: Date, { seconds }: Counter, now: number): Reading => ({
  points,
  waitMs: Math.min(expire.getTime() - now, seconds * 1000),
});

/** The unexpired counters by key. Writes only to correct an impossible expiry. */
export async function liveCounters(counters: readonly Counter[]): Promise<Map<string, Reading>> {
  const now = Date.now();
  const rows = await getDb().rateLimiterFlexible.findMany({ where: { key: { in: counters.map(({ key }) => key) } } });
  const live = new Map<string, Reading>();
  for (const { key, points, expire } of rows) {
    const counter = counters.find((one) => one.key === key);
    if (!counter || !expire || expire.getTime() <= now) continue;
    if (expire.getTime() > now + counter.seconds * 1000 + SKEW_MS) await bound(getDb(), counter, now);
    live.set(key, reading(points, expire, counter, now));
  }
  return live;
}

/** Increments in the database, so that concurrent attempts are all counted. */
export async function bump(tx: Tx, counter: Counter): Promise<Reading> {
  const { key, seconds } = counter;
  const now = Date.now();
  const fresh = new Date(now + seconds * 1000);
  await tx.rateLimiterFlexible.deleteMany({ where: { key, expire: { lte: new Date(now) } } });
  await bound(tx, counter, now);
  const { points, expire } = await tx.rateLimiterFlexible.upsert({
    where: { key },
    create: { key, points: 1, expire: fresh },
    update: { points: { increment: 1 } },
  });
  return reading(points, expire ?? fresh, counter, now);
}

/** Decrements a counter; at zero its row is deleted. */
export async function giveBackOne(tx: Tx, { key }: Counter): Promise<void> {
  const last = await tx.rateLimiterFlexible.deleteMany({ where: { key, points: { lte: 1 } } });
  if (last.count === 0) await tx.rateLimiterFlexible.updateMany({ where: { key }, data: { points: { decrement: 1 } } });
}

export async function forget(tx: Tx, { key }: Counter): Promise<void> {
  await tx.rateLimiterFlexible.deleteMany({ where: { key } });
}

/** Deletes a counter. @returns whether it existed; of several concurrent calls, one gets true */
export async function take(tx: Tx, { key, seconds }: Counter): Promise<boolean> {
  const now = Date.now();
  const expire = { gt: new Date(now), lte: new Date(now + seconds * 1000 + SKEW_MS) };
  const { count } = await tx.rateLimiterFlexible.deleteMany({ where: { key, expire } });
  return count > 0;
}
