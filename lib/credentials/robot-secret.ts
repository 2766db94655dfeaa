import type { Maybe } from "../maybe";
import { firstMatch, judge, judgeAny, NOBODY } from "./judge";
import { networkOf } from "./network";
import { isQuickPbkdf2 } from "./pbkdf2";
import { provenSecrets } from "./proven";
import { isElsewhere, isGuarded, verifySecret } from "./schemes";
import { BCRYPT, isGeneratedSecret, isRandomSecret } from "./secret";
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
  /**
   * Asks whoever knows a secret that has no hash here, and keeps it if it is right.
   * @returns its new stored form; null if it is wrong, or if nobody may be asked
   */
  learn: (stored: string, secret: string) => Promise<string | null>;
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
export function findRobotSecret(robot: Robot, attempt: RobotAttempt, hooks: Hooks): Maybe<Finding> {
  const known = robot.live.find((hash) => matchesAtOnce(hash, attempt.secret));
  return known === undefined ? compareSlowly(robot, attempt, hooks) : { live: known };
}

async function compareSlowly(
  { live, retired: readRetired, learn }: Robot,
  attempt: RobotAttempt,
  { onWrong, onRetired }: Hooks,
): Promise<Finding> {
  const { secret, address } = attempt;
  const imported = await findImported(live, secret, networkOf(address));
  if (imported !== undefined) return { live: imported };
  const retired = await readRetired();
  const guessable = live.filter((hash) => isGuarded(hash) || isElsewhere(hash));
  const old = retired.find(({ hash }) => isRetiredAtOnce(hash, guessable, secret));
  if (old) {
    if (await onRetired(old)) await judge({ ...attempt, kind: "robot" }, NOBODY);
    return { retired: old };
  }
  const found: { retired?: RetiredSecret | undefined } = {};
  const match = await judgeAny({ ...attempt, kind: "robot" }, withDecoy(guessable), {
    onWrong: async () => {
      found.retired = await findRetired(retired, secret, networkOf(address));
      if (!found.retired) return onWrong();
      replaced.add(replacedKey(found.retired.hash, guessable), secret);
      return (await onRetired(found.retired)) ? "counted" : "forgiven";
    },
    compare: async (stored, tried, network) => {
      if (isElsewhere(stored)) return learn(stored, tried);
      return (await verifySecret(stored, tried, network)) ? stored : null;
    },
  });
  if (match === null) return found.retired ? { retired: found.retired } : null;
  proven.add(match, secret);
  return { live: match };
}

/** A fast scheme of another registry would tell by its time that the name exists. */
function withDecoy(guessable: readonly string[]): readonly string[] {
  const isSlow = guessable.some((hash) => hash.startsWith(BCRYPT) || isElsewhere(hash));
  return isSlow ? guessable : [...guessable, BCRYPT + NOBODY];
}

/**
 * An imported secret that nobody can guess is accepted however many attempts failed, as a generated one is. Otherwise
 * anyone who knows a robot's name could stop its first login. Not if a comparison is slow, which anyone could repeat.
 */
async function findImported(live: readonly string[], secret: string, network: string): Promise<string | undefined> {
  if (!isRandomSecret(secret)) return undefined;
  for (const hash of live)
    if (isQuickPbkdf2(hash) && (await verifySecret(hash, secret, network))) {
      proven.add(hash, secret);
      return hash;
    }
  return undefined;
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
  return isGuarded(stored) ? proven.has(stored, secret) : isGeneratedSecret(stored, secret);
}

async function findRetired(
  retired: readonly RetiredSecret[],
  secret: string,
  network: string,
): Promise<RetiredSecret | undefined> {
  const generated = retired.find(({ hash }) => isGeneratedSecret(hash, secret));
  if (generated) return generated;
  const guarded = retired.map(({ hash }) => hash).filter(isGuarded);
  const match = await firstMatch(guarded, secret, network);
  return match === null ? undefined : retired.find(({ hash }) => hash === match);
}
