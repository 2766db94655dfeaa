import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../errors";

const PRODUCT = "purser";
/** A username of one or two letters is in half of all passwords. */
const MIN_NAME = 3;

let commonest: ReadonlySet<string> | undefined;

function commonPasswords(): ReadonlySet<string> {
  if (!commonest) {
    const text = readFileSync(join(process.cwd(), "lib/credentials/common-passwords.txt"), "utf8");
    commonest = new Set(text.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
  }
  return commonest;
}

/** What is wrong with a password beyond its length: it is among the first that anybody would guess. Null when it is fine. */
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
 * Refuses a new password that is easily guessed. Length and bytes are the schema's matter.
 * @throws AppError UNPROCESSABLE at the field `password`
 */
export function assertGoodPassword(password: string, username: string): void {
  const problem = passwordProblem(password, username);
  if (problem) throw new AppError("UNPROCESSABLE", problem, { fields: { password: problem } });
}
