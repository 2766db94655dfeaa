import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const PROVEN_MS = 10 * 60_000;
const MAX_PROVEN = 1_000;
const processKey = randomBytes(32);

const digestOf = (secret: string) => createHmac("sha256", processKey).update(secret).digest();

export type Proven = {
  /** Whether this secret recently matched this hash. A changed hash invalidates the entry. */
  has: (stored: string, secret: string) => boolean;
  add: (stored: string, secret: string) => void;
};

/** Remembers verified secrets as digests under a key of this process, because bcrypt takes a quarter of a second. */
export function provenSecrets(): Proven {
  const known = new Map<string, { digest: Buffer; until: number }>();
  return {
    has(stored, secret) {
      const entry = known.get(stored);
      return entry !== undefined && entry.until > Date.now() && timingSafeEqual(entry.digest, digestOf(secret));
    },
    add(stored, secret) {
      const oldest = known.size >= MAX_PROVEN ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(stored, { digest: digestOf(secret), until: Date.now() + PROVEN_MS });
    },
  };
}
