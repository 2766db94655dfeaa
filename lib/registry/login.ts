import { type Origin, verifyRobotSecret } from "../credentials/robot-secret";
import { AppError } from "../errors";
import { assertAllowedFrom } from "./allowed-address";
import { logFailedLogin } from "./failed-logins";
import { disabledSince, findRobotLogin, type RobotLogin } from "./queries";

/** A login name and secret to check. */
export type RobotCredential = { kind: "basic"; name: string; secret: string };
/** What a client of the registry can identify itself with. */
export type Credentials = RobotCredential | { kind: "bearer"; token: string };

/**
 * Finds the robot with this login name and secret.
 * @throws AppError UNAUTHORIZED for a wrong name or secret, and for the right ones if the robot may not log in from this
 * address, is disabled or expired; otherwise as `verifyRobotSecret`
 */
export async function logIn({ name, secret }: RobotCredential, { address, echo }: Origin): Promise<RobotLogin> {
  const robot = await findRobotLogin(name);
  const onWrong = () => logFailedLogin({ name, address, robotId: robot?.id ?? null });
  const isRight = await verifyRobotSecret(robot?.secretHash ?? null, { name, secret, address, echo }, onWrong);
  if (!robot || !isRight) throw new AppError("UNAUTHORIZED", "wrong robot name or secret");
  await assertAllowedFrom(robot, address);
  await assertUsable(robot);
  return robot;
}

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
