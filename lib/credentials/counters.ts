import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";

/** A number in the database, which every instance shares. It is forgotten `seconds` after it began. */
export type Counter = { key: string; limit: number; seconds: number };
type Reading = { points: number; waitMs: number };

/** How far apart the clocks of two instances may be before one takes the other's time for a mistake. */
const SKEW_MS = 60_000;

/** A counter that began while the clock was ahead would last that long: from now on it has its own time and no more. */
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

/** Those of the counters that count something, by key. Reads only, but for a time that cannot be right. */
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

/** Counts one more, in the database, so that of several at once each is counted. */
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

/** Counts one less; a counter of nothing is no row. */
export async function giveBackOne(tx: Tx, { key }: Counter): Promise<void> {
  const last = await tx.rateLimiterFlexible.deleteMany({ where: { key, points: { lte: 1 } } });
  if (last.count === 0) await tx.rateLimiterFlexible.updateMany({ where: { key }, data: { points: { decrement: 1 } } });
}

/** Counts nothing any more. */
export async function forget(tx: Tx, { key }: Counter): Promise<void> {
  await tx.rateLimiterFlexible.deleteMany({ where: { key } });
}

/** Uses a counter up. @returns whether it counted anything: of several at once, one finds it */
export async function take(tx: Tx, { key, seconds }: Counter): Promise<boolean> {
  const now = Date.now();
  const expire = { gt: new Date(now), lte: new Date(now + seconds * 1000 + SKEW_MS) };
  const { count } = await tx.rateLimiterFlexible.deleteMany({ where: { key, expire } });
  return count > 0;
}
