import { pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { perProcess } from "../per-process";
import { makeTurns } from "./turns";

/** Prefix of a stored secret that another registry stretched; `rounds$salt$hex` follows. */
export const PBKDF2 = "pbkdf2-sha256$";
/** More would let an imported row keep a thread busy for seconds. */
export const MAX_ROUNDS = 1_000_000;

const STORED = /^pbkdf2-sha256\$([1-9]\d{0,6})\$([^$\p{Cc}]{1,255})\$((?:[0-9a-f]{2}){16,64})$/u;
const derive = promisify(pbkdf2);

/** Node computes it in its own thread pool, which file reads and DNS need too. */
const turns = () =>
  perProcess("credentials.pbkdf2", () =>
    makeTurns({ atOnce: 2, waiting: 1_000, waitingOfOne: 500, maxWaitMs: 10_000 }),
  );

/** The parts of a stored form; null if it isn't one. The salt is text, not its hexadecimal decoding. */
export function parsePbkdf2(stored: string): { rounds: number; salt: string; hash: Buffer } | null {
  const [, rounds = "", salt = "", hex = ""] = STORED.exec(stored) ?? [];
  return hex === "" || Number(rounds) > MAX_ROUNDS
    ? null
    : { rounds: Number(rounds), salt, hash: Buffer.from(hex, "hex") };
}

/** Harbor's 4,096 take two milliseconds. */
const QUICK_ROUNDS = 10_000;

/** Whether a comparison is so quick that even many of them keep nobody waiting. */
export const isQuickPbkdf2 = (stored: string): boolean => (parsePbkdf2(stored)?.rounds ?? Infinity) <= QUICK_ROUNDS;

/**
 * Compares in constant time.
 * @throws AppError UNAVAILABLE when too many comparisons are waiting
 */
export async function verifyPbkdf2(stored: string, secret: string, network: string): Promise<boolean> {
  const parsed = parsePbkdf2(stored);
  if (!parsed) return false;
  const { rounds, salt, hash } = parsed;
  const actual = await turns().take(network, () => derive(secret, salt, rounds, hash.length, "sha256"));
  return timingSafeEqual(actual, hash);
}

/** For secrets that bcrypt would truncate. */
const OWN_ROUNDS = 210_000;

/** @throws AppError UNAVAILABLE as {@link verifyPbkdf2} */
export async function hashLongSecret(secret: string): Promise<string> {
  const salt = randomBytes(16).toString("hex");
  const hash = await turns().take("", () => derive(secret, salt, OWN_ROUNDS, 32, "sha256"));
  return `${PBKDF2}${OWN_ROUNDS}$${salt}$${hash.toString("hex")}`;
}
