import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { hashPassword, verifyPassword } from "./password";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 32;
/** Prefix of a stored manually set secret; a bcrypt hash follows. */
export const BCRYPT = "bcrypt$";
/** Bytes at or above this would favor the first letters, because 256 is not a multiple of 62. */
const FAIR_LIMIT = 256 - (256 % ALPHABET.length);

function randomText(): string {
  let text = "";
  while (text.length < LENGTH) {
    for (const byte of randomBytes(LENGTH * 2)) {
      if (byte < FAIR_LIMIT && text.length < LENGTH) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

/** 32 uniform characters of `[A-Za-z0-9]` from the system's CSPRNG, with each class at least once. */
export function generateSecret(): string {
  for (;;) {
    const secret = randomText();
    if (/[A-Z]/.test(secret) && /[a-z]/.test(secret) && /[0-9]/.test(secret)) return secret;
  }
}

/** About 190 bits need no key stretching (NIST SP 800-63B, look-up secrets). */
export function hashGeneratedSecret(secret: string): string {
  return `sha256$${createHash("sha256").update(secret).digest("hex")}`;
}

/** Stretched, because people choose guessable secrets. */
export async function hashManualSecret(secret: string): Promise<string> {
  return BCRYPT + (await hashPassword(secret));
}

/**
 * Compares in constant time. An unknown scheme matches nothing.
 * @throws AppError UNAVAILABLE when too many bcrypt jobs are waiting
 */
export async function verifySecret(stored: string, secret: string): Promise<boolean> {
  if (stored.startsWith(BCRYPT)) return verifyPassword(secret, stored.slice(BCRYPT.length));
  const expected = Buffer.from(stored);
  const actual = Buffer.from(hashGeneratedSecret(secret));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
