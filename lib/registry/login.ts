import { BCRYPT, verifySecret } from "@/lib/credentials/secret";
import { judge, NOBODY } from "../credentials/judge";
import { provenSecrets } from "../credentials/proven";
import type { Attempt } from "../credentials/throttle";
import { AppError } from "../errors";
import { logFailedLogin } from "./failed-logins";
import { disabledSince, findRobotLogin, type RobotLogin } from "./queries";

/** A login name and secret to check. */
export type RobotCredential = { kind: "basic"; name: string; secret: string };
/** What a client of the registry can identify itself with. */
export type Credentials = RobotCredential | { kind: "bearer"; token: string };
/** Where a login comes from. `echo`: set for clients that send a wrong secret twice. */
export type LoginOrigin = Pick<Attempt, "address" | "echo">;
type LoginAttempt = RobotCredential & LoginOrigin;

const WRONG = "wrong robot name or secret";
/** Stands in for the hash of a robot that doesn't exist: nothing has this digest. */
const NO_SECRET = `sha256$${"0".repeat(64)}`;

/**
 * Finds the robot with this login name and secret.
 * @throws AppError UNAUTHORIZED for a wrong name or secret, and for the right ones if the robot is disabled or expired;
 * TOO_MANY_REQUESTS after too many failed attempts; UNAVAILABLE if too many comparisons are waiting
 */
export async function logIn(credential: RobotCredential, origin: LoginOrigin): Promise<RobotLogin> {
  const attempt = { ...credential, ...origin };
  const robot = await findRobotLogin(attempt.name);
  const stored = robot?.secretHash ?? NO_SECRET;
  const isRight = await (stored.startsWith(BCRYPT) ? verifyManual : verifyGenerated)(stored, attempt, robot);
  if (!robot || !isRight) throw new AppError("UNAUTHORIZED", WRONG);
  await assertUsable(robot);
  return robot;
}

/**
 * A generated secret can't be guessed, so the right one is accepted however many attempts failed. A wrong one, or an
 * unknown name, costs as much as a wrong manually set secret: the time doesn't tell them apart.
 */
async function verifyGenerated(stored: string, attempt: LoginAttempt, robot: RobotLogin | null): Promise<boolean> {
  if (await verifySecret(stored, attempt.secret)) return true;
  await judgeLogin(NOBODY, attempt, robot);
  return false;
}

/** A manually set secret can be guessed: over the limit even the right one is refused, unless it just proved right. */
async function verifyManual(stored: string, attempt: LoginAttempt, robot: RobotLogin | null): Promise<boolean> {
  if (proven.has(stored, attempt.secret)) return true;
  const isRight = await judgeLogin(stored.slice(BCRYPT.length), attempt, robot);
  if (isRight) proven.add(stored, attempt.secret);
  return isRight;
}

function judgeLogin(hash: string, attempt: LoginAttempt, robot: RobotLogin | null): Promise<boolean> {
  const { name, address } = attempt;
  return judge({ ...attempt, kind: "robot" }, hash, {
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
  // A system robot can lose every project it had access to; a project robot is deleted with its project.
  if (robot.grants.length === 0) throw new AppError("UNAUTHORIZED", "robot has no access left: its projects are gone");
}
