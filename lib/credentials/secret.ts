import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { hashPassword } from "./password";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** 62^26 possibilities: 154 bits. */
const RANDOM_LENGTH = 26;
const CHECKSUM_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM_LENGTH = 6;
/** Prefix of a stored manually set secret; a bcrypt hash follows. */
export const BCRYPT = "bcrypt$";
/** Bytes at or above this would favor the first letters, because 256 is not a multiple of 62. */
const FAIR_LIMIT = 256 - (256 % ALPHABET.length);

function randomText(): string {
  let text = "";
  while (text.length < RANDOM_LENGTH) {
    for (const byte of randomBytes(RANDOM_LENGTH * 2)) {
      if (byte < FAIR_LIMIT && text.length < RANDOM_LENGTH) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

/** The CRC32 of a text in base 62, by which scanners recognize a secret without asking anyone. */
function checksum(text: string): string {
  let digits = "";
  for (let rest = crc32(text); digits.length < CHECKSUM_LENGTH; rest = Math.floor(rest / CHECKSUM_DIGITS.length))
    digits = `${CHECKSUM_DIGITS[rest % CHECKSUM_DIGITS.length]}${digits}`;
  return digits;
}

/**
 * 26 uniform characters of `[A-Za-z0-9]` from the system's CSPRNG, with each class at least once, and their checksum.
 * The checksum is never verified: older secrets don't have one.
 */
export function generateSecret(): string {
  for (;;) {
    const text = randomText();
    if (/[A-Z]/.test(text) && /[a-z]/.test(text) && /[0-9]/.test(text)) return text + checksum(text);
  }
}

/** Prefix of a stored secret that nobody can guess; its SHA-256 follows. */
export const SHA256 = "sha256$";

/** More than 150 bits need no key stretching (NIST SP 800-63B, look-up secrets). */
export function hashGeneratedSecret(secret: string): string {
  return SHA256 + hash("sha256", secret);
}

/** Stands in for the hash of a secret that was stopped: no secret matches it. */
export const STOPPED = "stopped$";

/** Stretched, because people choose guessable secrets. */
export async function hashManualSecret(secret: string): Promise<string> {
  return BCRYPT + (await hashPassword(secret));
}

/** Whether this is the hash of this generated secret, compared in constant time. */
export function isGeneratedSecret(stored: string, secret: string): boolean {
  const expected = Buffer.from(stored);
  const actual = Buffer.from(hashGeneratedSecret(secret));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/**
 * Whether a secret from elsewhere is random enough for a plain hash: 32 letters and digits with every class, which is
 * what Purser and Harbor generate, or 64 capitals and digits, which is what Quay does.
 */
export function isRandomSecret(secret: string): boolean {
  if (/^[A-Z0-9]{64}$/.test(secret)) return /[A-Z]/.test(secret) && /[0-9]/.test(secret) && new Set(secret).size > 12;
  const hasEveryClass = /[A-Z]/.test(secret) && /[a-z]/.test(secret) && /[0-9]/.test(secret);
  return /^[A-Za-z0-9]{32}$/.test(secret) && hasEveryClass && new Set(secret).size > 12;
}
