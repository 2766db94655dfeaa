import { BCRYPT, verifySecret } from "@/lib/credentials/secret";
import { judge, NOBODY } from "../credentials/judge";
import { provenSecrets } from "../credentials/proven";
import type { Attempt } from "../credentials/throttle";
import { AppError } from "../errors";
import { logFailedLogin } from "./failed-logins";
import { disabledSince, findRobotLogin, type RobotLogin } from "./queries";

/** A try to log in. `method` is the HTTP request's. */
export type LoginTry = { name: string; secret: string; address: string | null; method: string };

const WRONG = "wrong robot name or secret";
/** Compared with when there is no such robot: no text has this digest. */
const NO_SECRET = `sha256$${"0".repeat(64)}`;
/** containerd sends a wrong secret by POST and then by GET. */
const ECHOES: Record<string, Attempt["echo"]> = { POST: "first", GET: "second" };

/**
 * The robot behind a login name and its secret.
 * @throws AppError UNAUTHORIZED for a wrong name or secret, and with a right one when the robot is disabled or expired;
 * TOO_MANY_REQUESTS after too many wrong ones; UNAVAILABLE when too many comparisons are waiting
 */
export async function logIn(attempt: LoginTry): Promise<RobotLogin> {
  const robot = await findRobotLogin(attempt.name);
  const stored = robot?.secretHash ?? NO_SECRET;
  const isRight = await (stored.startsWith(BCRYPT) ? verifySlow : verifyFast)(stored, attempt, robot);
  if (!robot || !isRight) throw new AppError("UNAUTHORIZED", WRONG);
  await assertUsable(robot);
  return robot;
}

/**
 * A generated secret cannot be guessed, so a right one passes whatever others tried. A wrong one (or an unknown name)
 * costs what a wrong hand-given secret costs.
 */
async function verifyFast(stored: string, attempt: LoginTry, robot: RobotLogin | null): Promise<boolean> {
  if (await verifySecret(stored, attempt.secret)) return true;
  await judgeLogin(NOBODY, attempt, robot);
  return false;
}

/** A hand-given secret may be guessed: over the limit not even a right one is looked at, unless it just proved right. */
async function verifySlow(stored: string, attempt: LoginTry, robot: RobotLogin | null): Promise<boolean> {
  if (proven.has(stored, attempt.secret)) return true;
  const isRight = await judgeLogin(stored.slice(BCRYPT.length), attempt, robot);
  if (isRight) proven.add(stored, attempt.secret);
  return isRight;
}

function judgeLogin(hash: string, attempt: LoginTry, robot: RobotLogin | null): Promise<boolean> {
  const { name, secret, address, method } = attempt;
  return judge({ kind: "robot", name, secret, address, echo: ECHOES[method] ?? null }, hash, {
    onWrong: () => logFailedLogin({ name, address, robotId: robot?.id ?? null }),
  });
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
