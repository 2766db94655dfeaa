import { verifyPassword } from "../auth/password";
import { provenSecrets } from "../auth/proven";
import { AppError } from "../errors";
import { verifySecret } from "../robots/secret";
import { disabledSince, findRobotLogin, type RobotLogin } from "./queries";
import { assertNotThrottled, countWrongTry } from "./throttle";

/** A try to log in. `method` is the HTTP request's. */
export type LoginTry = { name: string; secret: string; address: string | null; method: string };

const WRONG = "wrong robot name or secret";
/** Compared with when there is no such robot: no text has this digest. */
const NOBODY = `sha256$${"0".repeat(64)}`;
/** bcrypt of a random text at the cost in use: every wrong try costs what a wrong hand-given secret costs. */
const NOBODY_SLOW = "$2b$12$sRjmudkNN6VwknKs7QjEje.nGLvrx5sswpaZ2O9YyMioxtKCMRfPS";

/**
 * The robot behind a login name and its secret.
 * @throws AppError UNAUTHORIZED for a wrong name or secret, and with a right one when the robot is disabled or expired;
 * TOO_MANY_REQUESTS after too many wrong ones; UNAVAILABLE when too many comparisons are waiting
 */
export async function logIn(attempt: LoginTry): Promise<RobotLogin> {
  const robot = await findRobotLogin(attempt.name);
  const isSlow = robot?.secretHash.startsWith("bcrypt$") ?? false;
  const isRight = await (isSlow ? verifySlow : verifyFast)(robot?.secretHash ?? NOBODY, attempt);
  if (!robot || !isRight) throw new AppError("UNAUTHORIZED", WRONG);
  await assertUsable(robot);
  return robot;
}

/**
 * A generated secret cannot be guessed, so a right one passes whatever others tried. A wrong one (or an unknown name) is
 * counted first, so that no number of tries at once gets past the limit.
 */
async function verifyFast(stored: string, attempt: LoginTry): Promise<boolean> {
  if (await verifySecret(stored, attempt.secret)) return true;
  await countWrongTry(attempt);
  await verifyPassword(attempt.secret, NOBODY_SLOW);
  return false;
}

/** A hand-given secret may be guessed: over the limit not even a right one is looked at, unless it just proved right. */
async function verifySlow(stored: string, attempt: LoginTry): Promise<boolean> {
  if (proven.has(stored, attempt.secret)) return true;
  await assertNotThrottled(attempt);
  if (await verifySecret(stored, attempt.secret)) {
    proven.add(stored, attempt.secret);
    return true;
  }
  await countWrongTry(attempt);
  return false;
}

const proven = provenSecrets();

const day = (at: Date) => at.toISOString().slice(0, 10);

async function assertUsable(robot: RobotLogin): Promise<void> {
  if (robot.disabled) {
    const since = await disabledSince(robot.id);
    throw new AppError("UNAUTHORIZED", since ? `robot disabled on ${day(since)}` : "robot disabled");
  }
  if (Date.now() / 1000 >= robot.expiresAt) {
    throw new AppError("UNAUTHORIZED", `robot expired on ${day(new Date(robot.expiresAt * 1000))}`);
  }
  // A system robot keeps what it holds; a project robot goes with its project.
  if (robot.grants.length === 0) throw new AppError("UNAUTHORIZED", "robot has no access left: its projects are gone");
}
