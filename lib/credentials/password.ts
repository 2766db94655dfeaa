import { availableParallelism } from "node:os";
import { join } from "node:path";
import Piscina from "piscina";
import { AppError } from "../errors";
import { perProcess } from "../per-process";
import { makeTurns } from "./turns";

const COST = 12;
const THREADS = Math.max(1, availableParallelism() - 1);
/** bcrypt ignores everything after. */
export const MAX_PASSWORD_BYTES = 72;
/** About ten seconds of work for one thread. */
const WAITING = 40;
const MAX_WAIT_MS = 10_000;

const workers = () =>
  perProcess("passwords", () => ({
    pool: new Piscina({
      filename: join(process.cwd(), "lib/credentials/password-worker.mjs"),
      minThreads: 0,
      maxThreads: THREADS,
      // Otherwise a job that finds every thread busy returns to the end of the queue and can starve.
      stricterFIFO: true,
      idleTimeout: 30_000,
    }),
    turns: makeTurns({ atOnce: THREADS, waiting: WAITING, waitingOfOne: WAITING / 2, maxWaitMs: MAX_WAIT_MS }),
  }));

/**
 * The bcrypt hash of a password or manually set secret, computed in a worker thread.
 * @param network that takes a turn in the queue
 * @throws AppError UNPROCESSABLE when bcrypt would truncate it; UNAVAILABLE when the queue is full or too slow
 */
export async function hashPassword(password: string, { network = "", cost = COST } = {}): Promise<string> {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES)
    throw new AppError("UNPROCESSABLE", `Too long: at most ${MAX_PASSWORD_BYTES} bytes.`);
  const { pool, turns } = workers();
  return turns.take(network, () => pool.run({ kind: "hash", password, cost }) as Promise<string>);
}

/** @throws AppError UNAVAILABLE as {@link hashPassword} */
export function verifyPassword(password: string, hash: string, network = ""): Promise<boolean> {
  const { pool, turns } = workers();
  return turns.take(network, () => pool.run({ kind: "compare", password, hash }) as Promise<boolean>);
}

/** Jobs that wait for a thread. */
export const waitingPasswords = (): number => workers().turns.waiting();

/** @throws AppError UNAVAILABLE if {@link verifyPassword} would be refused now */
export function assertRoomForPassword(network: string): void {
  workers().turns.assertRoom(network);
}
