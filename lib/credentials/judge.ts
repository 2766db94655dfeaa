import { networkOf } from "./network";
import { assertRoomForPassword } from "./password";
import { verifySecret } from "./schemes";
import { BCRYPT } from "./secret";
import { type Attempt, assertMayTry, countAttempt } from "./throttle";

/** bcrypt of a random text at the cost in use, so that an unknown name takes as long as a wrong secret. */
export const NOBODY = "$2b$12$TGJa/iY.S/BjLY6v0dRS9.fk0ZhzsmjvVkrumuWN3XW4uARgAHs4S";

type Options = {
  /** For example writes an audit row. Resolves to "forgiven" if the attempt isn't counted after all. */
  onWrong?: () => Promise<unknown>;
  /** Counts as a failed attempt even with the right secret, because it grants nothing. */
  isUseless?: boolean;
  compare?: Compare;
};

/** Compares with a stored secret. @returns the stored form if it is right, which may be a new one; null if it is wrong */
type Compare = (stored: string, secret: string, network: string) => Promise<string | null>;

const compareStored: Compare = async (stored, secret, network) =>
  (await verifySecret(stored, secret, network)) ? stored : null;

/** A client that opens ten connections at once with the right secret makes one attempt and one comparison. */
const pending = new Map<string, Promise<string | null>>();

/**
 * Whether a guessable secret is right. Each attempt is counted before the comparison, and uncounted if the secret was
 * right or could not be compared.
 * @param hash its bcrypt hash, or {@link NOBODY}
 * @throws AppError TOO_MANY_REQUESTS after too many failed attempts; UNAVAILABLE when too many comparisons are waiting
 */
export async function judge(attempt: Attempt, hash: string, options: Options = {}): Promise<boolean> {
  return (await judgeAny(attempt, [BCRYPT + hash], options)) !== null;
}

/**
 * The first of several stored secrets that a guessable one matches; null if none. Counts as one attempt. Errors as
 * {@link judge}.
 */
export async function judgeAny(
  attempt: Attempt,
  stored: readonly string[],
  options: Options = {},
): Promise<string | null> {
  const { kind, name, secret, address, device } = attempt;
  const key = JSON.stringify([kind, name, networkOf(address), device ?? null, stored, secret]);
  const same = pending.get(key);
  if (!same) {
    const judging = judgeAlone(attempt, stored, options).finally(() => pending.delete(key));
    pending.set(key, judging);
    return judging;
  }
  // After a wrong secret every concurrent attempt is counted.
  return (await same.catch(() => null)) ?? judgeAlone(attempt, stored, options);
}

async function judgeAlone(
  attempt: Attempt,
  stored: readonly string[],
  { onWrong, isUseless = false, compare = compareStored }: Options,
): Promise<string | null> {
  const network = networkOf(attempt.address);
  await assertMayTry(attempt);
  assertRoomForPassword(network);
  const counted = await countAttempt(attempt);
  const match = await firstMatch(stored, attempt.secret, network, compare).catch(async (error: unknown) => {
    await counted.unjudged();
    throw error;
  });
  if (match !== null) {
    if (!isUseless) await counted.right();
  } else if ((await onWrong?.()) === "forgiven") await counted.unjudged();
  return match;
}

/**
 * The first of these stored secrets that the secret matches; null if none.
 * @throws AppError UNAVAILABLE when too many comparisons are waiting
 */
export async function firstMatch(
  stored: readonly string[],
  secret: string,
  network: string,
  compare = compareStored,
): Promise<string | null> {
  for (const hash of stored) {
    const match = await compare(hash, secret, network);
    if (match !== null) return match;
  }
  return null;
}
