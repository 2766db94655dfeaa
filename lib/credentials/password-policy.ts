import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../errors";
import { perProcess } from "../per-process";

const PRODUCT = "purser";
/** Shorter usernames occur in too many passwords by chance. */
const MIN_NAME = 3;

const commonPasswords = () =>
  perProcess("common-passwords", () => {
    const text = readFileSync(join(process.cwd(), "lib/credentials/common-passwords.txt"), "utf8");
    return new Set(text.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
  });

/** Why a password is too easy to guess; null if it isn't. The schema checks its length. */
export function passwordProblem(password: string, username: string): string | null {
  const text = password.toLowerCase();
  const name = username.toLowerCase();
  if (commonPasswords().has(text)) return "This is one of the most common passwords. Choose another.";
  if (name.length >= MIN_NAME ? text.includes(name) : text === name)
    return "Choose a password that doesn’t contain the username.";
  if (text.includes(PRODUCT)) return "Choose a password that doesn’t contain the word “Purser”.";
  return null;
}

/**
 * Rejects a new password that is easy to guess.
 * @throws AppError UNPROCESSABLE at the field `password`
 */
export function assertGoodPassword(password: string, username: string): void {
  const problem = passwordProblem(password, username);
  if (problem) throw new AppError("UNPROCESSABLE", problem, { fields: { password: problem } });
}
