import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createDurably } from "@/lib/durable-file";
import { StartError } from "@/lib/start-error";

const MIN_LENGTH = 32;
const OTHERS = 0o077;

/**
 * The secret in the data folder, created on the first start.
 * @throws StartError when it is too short or readable by others
 */
export function keptSecret(dataDir: string): string {
  const file = join(dataDir, "auth-secret");
  createDurably(file, randomBytes(32).toString("hex"));
  const mode = statSync(file).mode & 0o777;
  // Windows has no permission bits; Node makes them up.
  if (process.platform !== "win32" && (mode & OTHERS) !== 0) {
    throw new StartError(
      `${file} can be read or changed by other users (mode ${mode.toString(8)}). Run: chmod 600 ${file}\nIf someone else may have read it, set a new AUTH_SECRET as well.`,
    );
  }
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length >= MIN_LENGTH) return secret;
  const fault = secret.length === 0 ? "is empty" : `has fewer than ${MIN_LENGTH} characters`;
  throw new StartError(
    `${file} ${fault}. Restore it from a backup. If there is none, delete it: Purser then creates a new one, and the signing keys kept in the database can no longer be decrypted.`,
  );
}
