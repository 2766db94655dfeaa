import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { getDb } from "../db/client";
import { AppError } from "../errors";

const WINDOW_SECONDS = 15 * 60;
/** Wrong tries in a window: for one name from one address, and for one address whatever the name. */
const LIMITS = { pair: 10, address: 100 };

/** Counters live in the database: every instance sees the same ones. */
function limiter(keyPrefix: string, points: number): RateLimiterPrisma {
  return new RateLimiterPrisma({
    storeClient: getDb(),
    tableName: "rateLimiterFlexible",
    keyPrefix,
    points,
    duration: WINDOW_SECONDS,
    clearExpiredByTimeout: false,
  });
}

function limits(name: string, address: string | null) {
  const from = address ?? "unknown";
  return [
    { limiter: limiter("signin-pair", LIMITS.pair), key: `${from} ${name.slice(0, 128)}`, points: LIMITS.pair },
    { limiter: limiter("signin-address", LIMITS.address), key: from, points: LIMITS.address },
  ];
}

/**
 * Refuses a try when too many before it were wrong.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait
 */
export async function assertNotThrottled(name: string, address: string | null): Promise<void> {
  const states = await Promise.all(
    limits(name, address).map(async ({ limiter, key, points }) => ({ points, state: await limiter.get(key) })),
  );
  const blocked = states.filter(({ state, points }) => state !== null && state.consumedPoints >= points);
  if (blocked.length === 0) return;
  const seconds = Math.ceil(Math.max(...blocked.map(({ state }) => state?.msBeforeNext ?? 0)) / 1000);
  throw new AppError("TOO_MANY_REQUESTS", `Too many wrong tries. Try again in ${waitText(seconds)}.`, {
    retryAfterSeconds: seconds,
  });
}

/** Counts a wrong try. */
export async function countWrongTry(name: string, address: string | null): Promise<void> {
  for (const { limiter, key } of limits(name, address)) {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
    }
  }
}

/** A right password wipes the wrong tries of that name from that address. */
export async function forgetWrongTries(name: string, address: string | null): Promise<void> {
  const [pair] = limits(name, address);
  await pair?.limiter.delete(pair.key);
}

function waitText(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
