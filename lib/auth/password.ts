import { availableParallelism } from "node:os";
import { join } from "node:path";
import Piscina from "piscina";
import { AppError } from "../errors";

const COST = 12;
/** Waiting jobs beyond which the answer is "busy": about ten seconds of work for one thread. */
const QUEUE = 40;

const pools = globalThis as { [key: symbol]: Piscina | undefined };
const POOL = Symbol.for("purser.password-pool");

function pool(): Piscina {
  pools[POOL] ??= new Piscina({
    filename: join(process.cwd(), "lib/auth/password-worker.mjs"),
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    maxQueue: QUEUE,
    idleTimeout: 30_000,
  });
  return pools[POOL];
}

async function run<T>(job: object): Promise<T> {
  try {
    return (await pool().run(job)) as T;
  } catch (error) {
    if (error instanceof Error && /queue/i.test(error.message))
      throw new AppError("UNAVAILABLE", "Too many sign-ins at this moment. Try again in a few seconds.", {
        retryAfterSeconds: 5,
        cause: error,
      });
    throw error;
  }
}

/**
 * bcrypt hash of a password or a hand-given secret, made in a worker thread.
 * @throws AppError UNAVAILABLE when too many are waiting
 */
export function hashPassword(password: string, cost = COST): Promise<string> {
  return run({ kind: "hash", password, cost });
}

/** Whether `password` belongs to the bcrypt `hash`. Same errors as {@link hashPassword}. */
export function verifyPassword(password: string, hash: string): Promise<boolean> {
  return run({ kind: "verify", password, hash });
}
