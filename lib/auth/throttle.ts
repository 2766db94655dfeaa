import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { type Db, getDb } from "../db/client";
import { AppError } from "../errors";

const WINDOW_SECONDS = 15 * 60;
/** Wrong tries in a window: for one name from one address, and for one address whatever the name. */
const LIMITS = { pair: 10, address: 100 };

type Limiters = { pair: RateLimiterPrisma; address: RateLimiterPrisma };
const made = new WeakMap<Db, Limiters>();

/** Counters live in the database: every instance sees the same ones. `counter-purge.ts` clears away the old ones. */
function limiters(): Limiters {
  const storeClient = getDb();
  const known = made.get(storeClient);
  if (known) return known;
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPrisma({
      storeClient,
      tableName: "rateLimiterFlexible",
      keyPrefix,
      points,
      duration: WINDOW_SECONDS,
      clearExpiredByTimeout: false,
    });
  const fresh = {
    pair: limiter("signin-pair", LIMITS.pair),
    address: limiter("signin-address", LIMITS.address),
  };
  made.set(storeClient, fresh);
  return fresh;
}

function limits(name: string, address: string | null) {
  const from = address ?? "unknown";
  const { pair, address: network } = limiters();
  return {
    pair: { limiter: pair, key: `${from} ${name.slice(0, 128)}` },
    address: { limiter: network, key: from },
  };
}

/**
 * Counts a try before its password is looked at, so that no number of tries at once gets past the limit.
 * A right one is taken back with {@link forgetTries}.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait, when too many before it were wrong
 */
export async function countTry(name: string, address: string | null): Promise<void> {
  const { pair, address: from } = limits(name, address);
  // In this order: tries that the name's own limit refuses do not use up what others from that address may try.
  for (const { limiter, key } of [pair, from]) {
    try {
      await limiter.consume(key);
    } catch (error) {
      throw error instanceof RateLimiterRes ? tooMany(error.msBeforeNext) : error;
    }
  }
}

function tooMany(waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const message = `Too many wrong tries. Try again in ${waitText(seconds)}.`;
  return new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds: seconds });
}

/** A right password wipes the tries of that name from that address, and takes itself back from the address's. */
export async function forgetTries(name: string, address: string | null): Promise<void> {
  const { pair, address: from } = limits(name, address);
  await pair.limiter.delete(pair.key);
  await from.limiter.reward(from.key);
}

function waitText(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
