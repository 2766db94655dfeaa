import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { env } from "../env";
import { AppError } from "../errors";

const MINUTE = 60;
const KEY = Symbol.for("purser.rest.rate");
// On globalThis: Next may load this module once for each route.
const shared = globalThis as { [KEY]?: RateLimiterMemory };

function limiter(): RateLimiterMemory {
  shared[KEY] ??= new RateLimiterMemory({ points: env().API_REQUESTS_PER_MINUTE, duration: MINUTE });
  return shared[KEY];
}

/**
 * Counts a request of one caller. In memory: a row written for each request would cost more than most requests do, so
 * every instance has a count of its own. Guessing passwords is limited elsewhere, over all of them.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait
 */
export async function countRequest(who: string): Promise<void> {
  try {
    await limiter().consume(who);
  } catch (error) {
    // Not by its class, of which each bundle has a copy: what refuses is no error.
    if (error instanceof Error) throw error;
    const seconds = Math.max(1, Math.ceil((error as RateLimiterRes).msBeforeNext / 1000));
    const message = `too many requests; try again in ${seconds} seconds`;
    throw new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds: seconds });
  }
}
