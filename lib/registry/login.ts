import { findRobotSecret, type Origin, type RetiredSecret } from "../credentials/robot-secret";
import { AppError } from "../errors";
import { assertAllowedFrom } from "./allowed-address";
import { logFailedLogin } from "./failed-logins";
import { disabledSince, findRetiredSecrets, findRobotLogin, type OldSecret, type RobotLogin } from "./queries";
import { noteReusedSecret } from "./reused-secrets";

/** A login name and secret to check. */
export type RobotCredential = { kind: "basic"; name: string; secret: string };
/** What a client of the registry can identify itself with. */
export type Credentials = RobotCredential | { kind: "bearer"; token: string };

/** A robot that logged in. */
export type LoggedIn = RobotLogin & {
  /** The secret it used. */
  used: { hash: string; old: OldSecret | null };
  /** When that secret or the robot stops working, in Unix epoch seconds. */
  validUntil: number;
};

/**
 * Finds the robot with this login name and secret: the current one, or the old one until it ends.
 * @throws AppError UNAUTHORIZED for a wrong name or secret, and for the right ones if the robot may not log in from this
 * address, is disabled or expired; otherwise as `findRobotSecret`
 */
export async function logIn({ name, secret }: RobotCredential, { address, echo }: Origin): Promise<LoggedIn> {
  const robot = await findRobotLogin(name);
  const old = robot?.oldSecret && Date.now() / 1000 < robot.oldSecret.endsAt ? robot.oldSecret : null;
  const live = robot ? [robot.secretHash, ...(old ? [old.hash] : [])] : [];
  const retired = () => findRetiredSecrets(robot, robot && !old ? robot.oldSecret : null);
  const found = await findRobotSecret(
    { live, retired },
    { name, secret, address, echo },
    {
      onWrong: () => logFailedLogin({ name, address, robotId: robot?.id ?? null }),
      onRetired: ({ hash }) => noteReusedSecret({ name, address, robotId: robot?.id ?? 0, hash }),
    },
  );
  if (!robot || !found) throw new AppError("UNAUTHORIZED", "wrong robot name or secret");
  if ("retired" in found) throw new AppError("UNAUTHORIZED", fateOf(found.retired));
  await assertAllowedFrom(robot, address);
  await assertUsable(robot);
  const usedOld = old && found.live !== robot.secretHash ? old : null;
  const validUntil = usedOld ? Math.min(usedOld.endsAt, robot.expiresAt) : robot.expiresAt;
  return { ...robot, used: { hash: found.live, old: usedOld }, validUntil };
}

/** Told only to whoever knows the secret. */
function fateOf({ reason, replacedAt, retiredAt, leakedAt }: RetiredSecret): string {
  if (reason === "leaked")
    return `this secret was reported as leaked on ${day(leakedAt ?? retiredAt)} and no longer works`;
  return `this secret was replaced on ${day(replacedAt)}`;
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
