import { firstMatch, judge, judgeAny, NOBODY } from "./judge";
import { networkOf } from "./network";
import { provenSecrets } from "./proven";
import { BCRYPT, isGeneratedSecret } from "./secret";
import type { Attempt } from "./throttle";

/** Where an attempt comes from. `echo`: set for clients that send a wrong secret twice. */
export type Origin = Pick<Attempt, "address" | "echo">;
type RobotAttempt = Origin & { name: string; secret: string };

/** A secret that no longer works. */
export type RetiredSecret = {
  hash: string;
  replacedAt: Date;
  retiredAt: Date;
  reason: string;
  /** When it was reported, if that was later. */
  leakedAt: Date | null;
};

type Robot = {
  /** The stored forms of the secrets that work, the current one first; empty if no robot has this name. */
  live: readonly string[];
  /** Its secrets that no longer work. Read only if none of the others is right. */
  retired: () => Promise<RetiredSecret[]>;
};

type Hooks = {
  /** What else a wrong secret leaves behind. */
  onWrong: () => Promise<void>;
  /** Notes that a retired secret came back. @returns whether that counts as a failed attempt */
  onRetired: (secret: RetiredSecret) => Promise<boolean>;
};

/** The stored form that the secret matched, the retired secret it was, or neither. */
export type Finding = { live: string } | { retired: RetiredSecret } | null;

/**
 * Finds which of a robot's secrets this is. A generated secret can't be guessed, so the right one is accepted however
 * many attempts failed. A manually set one can: over the limit even the right one is refused, unless it just proved
 * right. A wrong secret and an unknown name cost at least one slow comparison, so that the time doesn't tell them apart.
 * @throws AppError TOO_MANY_REQUESTS after too many failed attempts; UNAVAILABLE if too many comparisons are waiting
 */
export async function findRobotSecret(
  { live, retired: readRetired }: Robot,
  attempt: RobotAttempt,
  { onWrong, onRetired }: Hooks,
): Promise<Finding> {
  const { secret, address } = attempt;
  const known = live.find((hash) => matchesAtOnce(hash, secret));
  if (known !== undefined) return { live: known };
  const retired = await readRetired();
  const guessable = bcryptOf(live);
  const old = retired.find(({ hash }) => isRetiredAtOnce(hash, guessable, secret));
  if (old) {
    if (await onRetired(old)) await judge({ ...attempt, kind: "robot" }, NOBODY);
    return { retired: old };
  }
  const found: { retired?: RetiredSecret | undefined } = {};
  const match = await judgeAny({ ...attempt, kind: "robot" }, guessable.length > 0 ? guessable : [NOBODY], {
    onWrong: async () => {
      found.retired = await findRetired(retired, secret, networkOf(address));
      if (!found.retired) return onWrong();
      replaced.add(replacedKey(found.retired.hash, guessable), secret);
      return (await onRetired(found.retired)) ? "counted" : "forgiven";
    },
  });
  if (match !== null) {
    proven.add(BCRYPT + match, secret);
    return { live: BCRYPT + match };
  }
  return found.retired ? { retired: found.retired } : null;
}

const proven = provenSecrets();
/** Secrets that matched a retired hash and none of the live ones. */
const replaced = provenSecrets();
const replacedKey = (hash: string, guessable: readonly string[]) => JSON.stringify([hash, ...guessable]);

/**
 * Whether a secret is known to be a retired one, and only that: somebody may have set it again, so a live hash that only
 * a slow comparison can rule out comes first.
 */
function isRetiredAtOnce(hash: string, guessable: readonly string[], secret: string): boolean {
  if (guessable.length === 0 && isGeneratedSecret(hash, secret)) return true;
  return replaced.has(replacedKey(hash, guessable), secret);
}

/** Whether a hash is known to match without a slow comparison. */
function matchesAtOnce(stored: string, secret: string): boolean {
  return stored.startsWith(BCRYPT) ? proven.has(stored, secret) : isGeneratedSecret(stored, secret);
}

/** The bcrypt hashes among stored secrets. */
export function bcryptOf(stored: readonly string[]): string[] {
  return stored.filter((hash) => hash.startsWith(BCRYPT)).map((hash) => hash.slice(BCRYPT.length));
}

async function findRetired(
  retired: readonly RetiredSecret[],
  secret: string,
  network: string,
): Promise<RetiredSecret | undefined> {
  const generated = retired.find(({ hash }) => isGeneratedSecret(hash, secret));
  if (generated) return generated;
  const match = await firstMatch(bcryptOf(retired.map(({ hash }) => hash)), secret, network);
  return match === null ? undefined : retired.find(({ hash }) => hash === BCRYPT + match);
}
