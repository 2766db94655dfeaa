import { createHash, createHmac } from "node:crypto";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { bump, type Counter, forget, giveBackOne, liveCounters, take } from "./counters";
import { networkOf } from "./network";

/** Failed attempts allowed per 15 minutes: for one name from one network, and for one network in total. */
export const FAILED_ATTEMPTS = { pair: 10, network: 100 };
const WINDOW_SECONDS = 15 * 60;
/** From this many failed attempts on a name per day over all networks, each network gets fewer attempts at it. */
const BACKOFF = [
  { from: 100, pair: 2 },
  { from: 30, pair: 5 },
];
const BACKOFF_SECONDS = 86_400;
/** Maximum delay of containerd's second request, a GET, after its POST. */
const ECHO_SECONDS = 60;

/** An attempt to authenticate with a guessable secret. */
export type Attempt = {
  /** The namespace of `name`. "session" is the current password of a signed-in person. */
  kind: "person" | "robot" | "setup" | "session";
  name: string;
  secret: string;
  address: string | null;
  /** A browser in which this person signed in before. It has a limit of its own. */
  device?: string | null;
  /** containerd sends a wrong secret twice. The second attempt is not counted if the first was. */
  echo?: "first" | "second" | null;
};

export type CountedAttempt = {
  /** The secret was right: clears the failed attempts on the name from this network. */
  right: () => Promise<void>;
  /** The secret was never compared, so the attempt is not counted. */
  unjudged: () => Promise<void>;
};

const digest = (...parts: string[]) => createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

/** Names are hashed in keys: they can contain anything, and should not be readable there. */
function countersOf({ kind, name, address, device }: Attempt) {
  const counter = (key: string, limit: number, seconds = WINDOW_SECONDS): Counter => ({ key, limit, seconds });
  const own = device ? digest(kind, name, device) : kind === "session" ? digest(kind, name) : null;
  if (own) return { pair: counter(`tries own ${own}`, FAILED_ATTEMPTS.pair), shared: null };
  const network = networkOf(address);
  return {
    pair: counter(`tries pair ${network} ${digest(kind, name)}`, FAILED_ATTEMPTS.pair),
    shared: {
      network: counter(`tries network ${network}`, FAILED_ATTEMPTS.network),
      // Has no limit itself, or attackers could lock a name out everywhere.
      name: counter(`tries name ${digest(kind, name)}`, Number.POSITIVE_INFINITY, BACKOFF_SECONDS),
    },
  };
}

function echoOf({ kind, name, secret, address }: Attempt): Counter {
  const text = JSON.stringify(["failed attempt", kind, networkOf(address), name, secret]);
  const key = createHmac("sha256", env().AUTH_SECRET).update(text).digest("base64url");
  return { key: `tries echo ${key}`, limit: 1, seconds: ECHO_SECONDS };
}

function allowance(failedEverywhere: number): number {
  return BACKOFF.find(({ from }) => failedEverywhere >= from)?.pair ?? FAILED_ATTEMPTS.pair;
}

/**
 * Refuses an attempt over the limit. Writes nothing.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait
 */
export async function assertMayTry(attempt: Attempt): Promise<void> {
  const { pair, shared } = countersOf(attempt);
  const live = await liveCounters([pair, ...(shared ? [shared.network, shared.name] : [])]);
  const limits: [Counter, number][] = [[pair, allowance((shared && live.get(shared.name.key)?.points) ?? 0)]];
  if (shared) limits.push([shared.network, shared.network.limit]);
  const waits = limits.flatMap(([{ key }, limit]) => {
    const found = live.get(key);
    return found && found.points >= limit ? [found.waitMs] : [];
  });
  if (waits.length > 0) throw tooMany(Math.max(...waits));
}

/**
 * Counts an attempt before the secret is compared, so that concurrent attempts cannot exceed a limit. Over the limit it
 * writes nothing.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait
 */
export async function countAttempt(attempt: Attempt): Promise<CountedAttempt> {
  for (let turn = 1; ; turn += 1) {
    try {
      const isEcho = await withTransaction((tx) => countIn(tx, attempt));
      return isEcho ? { right: noop, unjudged: noop } : settlers(attempt);
    } catch (error) {
      // A concurrent attempt created the same counter first.
      if (turn === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

const noop = async () => undefined;

/** @returns whether the attempt was counted already, as the first of two */
async function countIn(tx: Tx, attempt: Attempt): Promise<boolean> {
  if (attempt.echo === "second" && (await take(tx, echoOf(attempt)))) return true;
  const { pair, shared } = countersOf(attempt);
  let limit = pair.limit;
  // Always in this order, so that two attempts cannot deadlock.
  if (shared) {
    const network = await bump(tx, shared.network);
    if (network.points > shared.network.limit) throw tooMany(network.waitMs);
    limit = allowance((await bump(tx, shared.name)).points - 1);
  }
  const own = await bump(tx, pair);
  if (own.points > limit) throw tooMany(own.waitMs);
  if (attempt.echo === "first") await bump(tx, echoOf(attempt));
  return false;
}

function settlers(attempt: Attempt): CountedAttempt {
  const { pair, shared } = countersOf(attempt);
  const settle = (settlePair: typeof forget) => () =>
    withTransaction(async (tx) => {
      if (shared) for (const counter of [shared.network, shared.name]) await giveBackOne(tx, counter);
      await settlePair(tx, pair);
      if (attempt.echo === "first") await forget(tx, echoOf(attempt));
    });
  return { right: settle(forget), unjudged: settle(giveBackOne) };
}

function tooMany(waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const message = `Too many failed attempts. Try again in ${waitText(seconds)}.`;
  return new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds: seconds });
}

function waitText(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
