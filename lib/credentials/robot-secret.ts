import { judge, NOBODY } from "./judge";
import { provenSecrets } from "./proven";
import { BCRYPT, verifySecret } from "./secret";
import type { Attempt } from "./throttle";

/** Where an attempt comes from. `echo`: set for clients that send a wrong secret twice. */
export type Origin = Pick<Attempt, "address" | "echo">;
type RobotAttempt = Origin & { name: string; secret: string };
type OnWrong = () => Promise<void>;

/** Stands in for the hash of a robot that doesn't exist: nothing has this digest. */
const NO_SECRET = `sha256$${"0".repeat(64)}`;

/**
 * Whether this is the robot's secret.
 * @param stored its stored form; null if no robot has this name, which then costs as much as a wrong secret
 * @param onWrong what else a wrong secret leaves behind
 * @throws AppError TOO_MANY_REQUESTS after too many failed attempts; UNAVAILABLE if too many comparisons are waiting
 */
export function verifyRobotSecret(stored: string | null, attempt: RobotAttempt, onWrong: OnWrong): Promise<boolean> {
  const verify = stored?.startsWith(BCRYPT) ? verifyManual : verifyGenerated;
  return verify(stored ?? NO_SECRET, attempt, onWrong);
}

/**
 * A generated secret can't be guessed, so the right one is accepted however many attempts failed. A wrong one costs as
 * much as a wrong manually set secret, so that the time doesn't tell them apart.
 */
async function verifyGenerated(stored: string, attempt: RobotAttempt, onWrong: OnWrong): Promise<boolean> {
  if (await verifySecret(stored, attempt.secret)) return true;
  await judge({ ...attempt, kind: "robot" }, NOBODY, { onWrong });
  return false;
}

const proven = provenSecrets();

/** A manually set secret can be guessed: over the limit even the right one is refused, unless it just proved right. */
async function verifyManual(stored: string, attempt: RobotAttempt, onWrong: OnWrong): Promise<boolean> {
  if (proven.has(stored, attempt.secret)) return true;
  const isRight = await judge({ ...attempt, kind: "robot" }, stored.slice(BCRYPT.length), { onWrong });
  if (isRight) proven.add(stored, attempt.secret);
  return isRight;
}
