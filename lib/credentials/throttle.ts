import { createHash, createHmac } from "node:crypto";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { bump, type Counter, forget, giveBackOne, liveCounters, take } from "./counters";
import { networkOf } from "./network";

/** Failed attempts that are judged in a quarter of an hour: for one name from one network, and for one network. */
export const FAILED_ATTEMPTS = { pair: 10, network: 100 };
const WINDOW_SECONDS = 15 * 60;
/** Failed attempts on one name over all networks, in a day, from which each network may try it only so many times. */
const BACKOFF = [
  { from: 100, pair: 2 },
  { from: 30, pair: 5 },
];
const BACKOFF_SECONDS = 86_400;
/** How long containerd's second request, a GET, may lag behind its POST. */
const ECHO_SECONDS = 60;

/** A try to prove who one is with a secret that can be guessed. */
export type Attempt = {
  /** Whose secret: a name means somebody else in each. "session": the present password of somebody who is signed in. */
  kind: "person" | "robot" | "setup" | "session";
  name: string;
  secret: string;
  address: string | null;
  /** A browser in which this very person signed in before: nobody else's attempts keep it out, and it keeps out nobody. */
  device?: string | null;
  /** containerd sends a wrong secret twice. The second is not counted when the first was. */
  echo?: "first" | "second" | null;
};

/** One counted attempt: what becomes of it once the secret was judged, or was not. */
export type CountedAttempt = {
  /** It was right: forgets the name's failed attempts from there. */
  right: () => Promise<void>;
  /** Nobody looked at the secret, so it costs the caller nothing. */
  unjudged: () => Promise<void>;
};

const digest = (...parts: string[]) => createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

/** Names may hold anything and are nobody's business here: as a key they become a digest. */
function countersOf({ kind, name, address, device }: Attempt) {
  const counter = (key: string, limit: number, seconds = WINDOW_SECONDS): Counter => ({ key, limit, seconds });
  const own = device ? digest(kind, name, device) : kind === "session" ? digest(kind, name) : null;
  if (own) return { pair: counter(`tries own ${own}`, FAILED_ATTEMPTS.pair), shared: null };
  const network = networkOf(address);
  return {
    pair: counter(`tries pair ${network} ${digest(kind, name)}`, FAILED_ATTEMPTS.pair),
    shared: {
      network: counter(`tries network ${network}`, FAILED_ATTEMPTS.network),
      // It refuses nothing by itself, or attackers could lock a name out everywhere.
      name: counter(`tries name ${digest(kind, name)}`, Number.POSITIVE_INFINITY, BACKOFF_SECONDS),
    },
  };
}

function echoOf({ kind, name, secret, address }: Attempt): Counter {
  const text = JSON.stringify(["failed attempt", kind, networkOf(address), name, secret]);
  const key = createHmac("sha256", env().AUTH_SECRET).update(text).digest("base64url");
  return { key: `tries echo ${key}`, limit: 1, seconds: ECHO_SECONDS };
}

/** Attempts that a network has for a name on which so many failed everywhere. */
function allowance(failedEverywhere: number): number {
  return BACKOFF.find(({ from }) => failedEverywhere >= from)?.pair ?? FAILED_ATTEMPTS.pair;
}

/**
 * Refuses an attempt that would not be judged, and writes nothing.
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
 * Counts an attempt before its secret is looked at, so that no number of them at once gets past a limit. Over a limit
 * nothing is written.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait
 */
export async function countAttempt(attempt: Attempt): Promise<CountedAttempt> {
  for (let turn = 1; ; turn += 1) {
    try {
      const isEcho = await withTransaction((tx) => countIn(tx, attempt));
      return isEcho ? { right: noop, unjudged: noop } : settlers(attempt);
    } catch (error) {
      // Another attempt made the same counter first.
      if (turn === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

const noop = async () => undefined;

/** @returns whether it is an attempt that was counted already */
async function countIn(tx: Tx, attempt: Attempt): Promise<boolean> {
  if (attempt.echo === "second" && (await take(tx, echoOf(attempt)))) return true;
  const { pair, shared } = countersOf(attempt);
  let limit = pair.limit;
  // Always in this order, so that two attempts never wait for each other.
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
