import { createHash, createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { env } from "../env";
import { AppError } from "../errors";
import { counterStore } from "./queries";

/** A login with a wrong secret. */
export type WrongTry = { name: string; secret: string; address: string | null; method: string };

const WINDOW_SECONDS = 15 * 60;
/** How long containerd's second request, a GET, may lag behind its POST. */
const ECHO_SECONDS = 60;
/** Wrong tries in a window: for one login name from one address, and for one address whatever the name. */
export const WRONG_TRIES = { pair: 10, address: 100 };

type Limiters = Record<"pair" | "address" | "echo", RateLimiterPrisma>;
const made = new WeakMap<object, Limiters>();

/** Counters live in the database, so every instance sees the same ones; a key over its limit is remembered here as well. */
function limiters(): Limiters {
  const storeClient = counterStore();
  const known = made.get(storeClient);
  if (known) return known;
  const limiter = (keyPrefix: string, points: number, duration = WINDOW_SECONDS) =>
    new RateLimiterPrisma({
      storeClient,
      tableName: "rateLimiterFlexible",
      keyPrefix,
      points,
      duration,
      inMemoryBlockOnConsumed: points + 1,
      clearExpiredByTimeout: false,
    });
  const fresh = {
    pair: limiter("robot-pair", WRONG_TRIES.pair),
    address: limiter("robot-address", WRONG_TRIES.address),
    echo: limiter("robot-echo", 1, ECHO_SECONDS),
  };
  made.set(storeClient, fresh);
  return fresh;
}

/** An IPv6 customer has at least a /64 of addresses: they count as one. */
function network(address: string | null): string {
  if (address === null || !isIPv6(address)) return address ?? "unknown";
  const [head = "", tail = ""] = address.split("%", 1)[0]?.split("::") ?? [];
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const missing = Math.max(0, 8 - groups(head).length - groups(tail).length);
  return [...groups(head), ...Array<string>(missing).fill("0"), ...groups(tail)].slice(0, 4).join(":");
}

/** Names may hold anything, NUL included: as a key they become a digest. */
function keys({ name, address }: Pick<WrongTry, "name" | "address">) {
  const from = network(address);
  return { pair: `${from} ${createHash("sha256").update(name).digest("base64url")}`, address: from };
}

function echoKey({ name, secret, address }: WrongTry): string {
  return createHmac("sha256", env().AUTH_SECRET)
    .update(JSON.stringify(["wrong try", network(address), name, secret]))
    .digest("base64url");
}

function tooMany(msBeforeNext: number): AppError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  const message = `too many wrong tries from this address; try again in ${seconds} seconds`;
  return new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds: seconds });
}

/**
 * Refuses a login that costs a slow comparison when too many before it were wrong.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait
 */
export async function assertNotThrottled(login: Pick<WrongTry, "name" | "address">): Promise<void> {
  const key = keys(login);
  const [pair, address] = await Promise.all([limiters().pair.get(key.pair), limiters().address.get(key.address)]);
  const blocked = [
    ...(pair && pair.consumedPoints >= WRONG_TRIES.pair ? [pair] : []),
    ...(address && address.consumedPoints >= WRONG_TRIES.address ? [address] : []),
  ];
  if (blocked.length > 0) throw tooMany(Math.max(...blocked.map(({ msBeforeNext }) => msBeforeNext)));
}

/**
 * Counts a wrong try. containerd sends a wrong secret twice, by POST and then by GET: the GET after a POST is not counted.
 * @throws AppError TOO_MANY_REQUESTS when this one is over a limit
 */
export async function countWrongTry(attempt: WrongTry): Promise<void> {
  const { pair, address, echo } = limiters();
  const key = keys(attempt);
  try {
    // In this order: what the name's own limit refuses does not use up what others from that address may try.
    await pair.consume(key.pair);
    if (attempt.method === "GET" && (await echo.delete(echoKey(attempt)))) {
      await pair.reward(key.pair);
      return;
    }
    await address.consume(key.address);
  } catch (error) {
    throw error instanceof RateLimiterRes ? tooMany(error.msBeforeNext) : error;
  }
  if (attempt.method === "POST") await echo.set(echoKey(attempt), 1, ECHO_SECONDS);
}
