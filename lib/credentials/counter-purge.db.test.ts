import { beforeEach, expect, test } from "vitest";
import { getDb } from "../db/client";
import { purgeCounters, SLICE } from "./counter-purge";

const HOUR_MS = 3_600_000;
const EXPIRED = 2 * SLICE + 7;
const counters = () => getDb().rateLimiterFlexible;
const fromNow = (ms: number) => new Date(Date.now() + ms);

beforeEach(async () => {
  await counters().deleteMany();
  await counters().createMany({
    data: Array.from({ length: EXPIRED }, (_, index) => ({
      key: `a ${index}`,
      points: 1,
      expire: fromNow(-2 * HOUR_MS),
    })),
  });
  await counters().createMany({
    data: [
      { key: "a 5 running", points: 3, expire: fromNow(HOUR_MS) },
      { key: "b ahead", points: 3, expire: fromNow(1000 * 24 * HOUR_MS) },
      { key: "c for good", points: 3, expire: null },
    ],
  });
});

test("expired counters are deleted, also those written while the clock was years ahead", async () => {
  expect(await purgeCounters()).toBe(EXPIRED + 1);
  const left = await counters().findMany({ orderBy: { key: "asc" }, select: { key: true } });
  expect(left.map(({ key }) => key)).toEqual(["a 5 running", "c for good"]);
  expect(await purgeCounters()).toBe(0);
});

test("at most one slice is deleted at a time, and other work runs before the next", async () => {
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  const deleted = await purgeCounters(stop.signal);
  expect(deleted).toBeLessThanOrEqual(SLICE);
  expect(await counters().count()).toBe(EXPIRED + 3 - deleted);
});

test("a purge that was stopped before it started deletes nothing", async () => {
  expect(await purgeCounters(AbortSignal.abort())).toBe(0);
});
