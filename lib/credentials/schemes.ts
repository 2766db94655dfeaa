import { MAX_PASSWORD_BYTES, verifyPassword } from "./password";
import { hashLongSecret, PBKDF2, verifyPbkdf2 } from "./pbkdf2";
import { BCRYPT, hashGeneratedSecret, hashManualSecret, isGeneratedSecret, isRandomSecret, SHA256 } from "./secret";

/** A way in which secrets are stored. Each stored secret starts with its scheme's prefix. */
type Scheme = {
  prefix: string;
  /**
   * "instant": for secrets that nobody can guess. "guarded": slow, and only through the throttle, because somebody may
   * guess the secret. "elsewhere": there is no hash yet; another registry knows the secret.
   */
  check: "instant" | "guarded" | "elsewhere";
  /** Purser makes it itself, so it stays as it is. */
  isOurs: (stored: string) => boolean;
  matches: (stored: string, secret: string, network: string) => boolean | Promise<boolean>;
};

/** Prefix of a robot whose secret is learned at its first login; the import's id follows. */
export const LEARN = "learn$";

/** bcryptjs never makes this variant of the same algorithm, so it marks what htpasswd and others made. */
const FOREIGN_BCRYPT = `${BCRYPT}$2y$`;

/** The stored form of a bcrypt hash that another program made. */
export const importedBcrypt = (hash: string): string => FOREIGN_BCRYPT + hash.replace(/^\$2[aby]\$/, "");

const SCHEMES: readonly Scheme[] = [
  { prefix: SHA256, check: "instant", isOurs: () => true, matches: isGeneratedSecret },
  {
    prefix: BCRYPT,
    check: "guarded",
    isOurs: (stored) => !stored.startsWith(FOREIGN_BCRYPT),
    matches: (stored, secret, network) => verifyPassword(secret, stored.slice(BCRYPT.length), network),
  },
  { prefix: PBKDF2, check: "guarded", isOurs: () => false, matches: verifyPbkdf2 },
  { prefix: LEARN, check: "elsewhere", isOurs: () => true, matches: () => false },
];

const schemeOf = (stored: string) => SCHEMES.find(({ prefix }) => stored.startsWith(prefix));

/**
 * Compares in constant time. An unknown scheme matches nothing.
 * @throws AppError UNAVAILABLE when too many slow comparisons are waiting
 */
export async function verifySecret(stored: string, secret: string, network = ""): Promise<boolean> {
  return (await schemeOf(stored)?.matches(stored, secret, network)) ?? false;
}

/** Whether an attempt at this stored secret must be counted and compared slowly. */
export const isGuarded = (stored: string): boolean => schemeOf(stored)?.check === "guarded";

/** Whether only another registry knows this secret. */
export const isElsewhere = (stored: string): boolean => schemeOf(stored)?.check === "elsewhere";

/** Whether a right secret is still stored as another registry did, and Purser would store it differently. */
export const shouldRestore = (stored: string, secret: string): boolean =>
  schemeOf(stored)?.isOurs(stored) === false && !isTooLongForBcrypt(secret);

const isTooLongForBcrypt = (secret: string) => Buffer.byteLength(secret) > MAX_PASSWORD_BYTES;

/**
 * The form in which Purser stores a secret that another registry made.
 * @throws AppError UNAVAILABLE when too many secrets are being hashed
 */
export async function storedForm(secret: string): Promise<string> {
  if (isRandomSecret(secret)) return hashGeneratedSecret(secret);
  return isTooLongForBcrypt(secret) ? hashLongSecret(secret) : hashManualSecret(secret);
}
