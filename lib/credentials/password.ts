import { availableParallelism } from "node:os";
import { join } from "node:path";
import Piscina from "piscina";
import { AppError } from "../errors";
import { perProcess } from "../per-process";
import { makeTurns } from "./turns";

const COST = 12;
const THREADS = Math.max(1, availableParallelism() - 1);
/** bcrypt reads no further: whatever follows would not count. */
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
      // Without it a job that finds every thread busy goes back to the end of the queue and may starve there.
      stricterFIFO: true,
      idleTimeout: 30_000,
    }),
    turns: makeTurns({ atOnce: THREADS, waiting: WAITING, waitingOfOne: WAITING / 2, maxWaitMs: MAX_WAIT_MS }),
  }));

/**
 * bcrypt hash of a password or a hand-given secret, made in a worker thread.
 * @param network whose turn it takes
 * @throws AppError UNPROCESSABLE when bcrypt would cut it; UNAVAILABLE when too many are waiting or it waited too long
 */
export async function hashPassword(password: string, { network = "", cost = COST } = {}): Promise<string> {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES)
    throw new AppError("UNPROCESSABLE", `Too long: at most ${MAX_PASSWORD_BYTES} bytes.`);
  const { pool, turns } = workers();
  return turns.take(network, () => pool.run({ kind: "hash", password, cost }) as Promise<string>);
}

/** Whether `password` belongs to the bcrypt `hash`. @throws AppError UNAVAILABLE as {@link hashPassword} */
export function verifyPassword(password: string, hash: string, network = ""): Promise<boolean> {
  const { pool, turns } = workers();
  return turns.take(network, () => pool.run({ kind: "compare", password, hash }) as Promise<boolean>);
}

/** Throws what {@link verifyPassword} would be refused with now. */
export function assertRoomForPassword(network: string): void {
  workers().turns.assertRoom(network);
}
