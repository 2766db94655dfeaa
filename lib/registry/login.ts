import { isAllowedFrom } from "../credentials/allowed-address";
import { type Finding, findRobotSecret, type Origin, type RetiredSecret } from "../credentials/robot-secret";
import { AppError } from "../errors";
import { andThen, type Maybe } from "../maybe";
import { refuseAddress } from "./allowed-address";
import { logFailedLogin } from "./failed-logins";
import { restoreSecretSoon } from "./first-login";
import { learnSecret } from "./learn";
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
export function logIn(credential: RobotCredential, origin: Origin): Maybe<LoggedIn> {
  return andThen(findRobotLogin(credential.name), (robot) => logInAs(robot, credential, origin));
}

function logInAs(
  robot: RobotLogin | null,
  { name, secret }: RobotCredential,
  { address, echo }: Origin,
): Maybe<LoggedIn> {
  const old = robot?.oldSecret && Date.now() / 1000 < robot.oldSecret.endsAt ? robot.oldSecret : null;
  const live = robot ? [robot.secretHash, ...(old ? [old.hash] : [])] : [];
  const retired = () => findRetiredSecrets(robot, robot && !old ? robot.oldSecret : null);
  const finding = findRobotSecret(
    {
      live,
      retired,
      learn: (stored, tried) =>
        robot && mayLearn(robot, stored, address) ? learnSecret(asking(robot, tried, address)) : none,
    },
    { name, secret, address, echo },
    {
      onWrong: () => logFailedLogin({ name, address, robotId: robot?.id ?? null }),
      onRetired: ({ hash }) => noteReusedSecret({ name, address, robotId: robot?.id ?? 0, hash }),
    },
  );
  return andThen(finding, (found) => admitted(robot, { secret, old, found, address }));
}

type Found = { secret: string; old: OldSecret | null; found: Finding; address: string | null };

function admitted(robot: RobotLogin | null, { secret, old, found, address }: Found): Maybe<LoggedIn> {
  if (!robot || !found) throw new AppError("UNAUTHORIZED", "wrong robot name or secret");
  if ("retired" in found) throw new AppError("UNAUTHORIZED", fateOf(found.retired));
  if (!isAllowedFrom(robot.allowedAddresses, address)) return refuseAddress(robot, address);
  if (robot.disabled) return refuseDisabled(robot);
  assertUsable(robot);
  const usedOld = old && found.live === old.hash ? old : null;
  const validUntil = usedOld ? Math.min(usedOld.endsAt, robot.expiresAt) : robot.expiresAt;
  if (!usedOld) restoreSecretSoon({ id: robot.id, hash: found.live, secret, address });
  return { ...robot, used: { hash: found.live, old: usedOld }, validUntil };
}

const none = Promise.resolve(null);

/** Only for the current secret of a robot that may log in from here. */
function mayLearn(robot: RobotLogin, stored: string, address: string | null): boolean {
  const isUsable = !robot.disabled && Date.now() / 1000 < robot.expiresAt && robot.grants.length > 0;
  return stored === robot.secretHash && isUsable && isAllowedFrom(robot.allowedAddresses, address);
}

const asking = ({ id, loginName, secretHash }: RobotLogin, secret: string, address: string | null) => {
  return { id, loginName, stored: secretHash, secret, address };
};

/** Told only to whoever knows the secret. */
function fateOf({ reason, replacedAt, retiredAt, leakedAt }: RetiredSecret): string {
  if (reason === "leaked")
    return `this secret was reported as leaked on ${day(leakedAt ?? retiredAt)} and no longer works`;
  return `this secret was replaced on ${day(replacedAt)}`;
}

const day = (at: Date) => at.toISOString().slice(0, 10);

async function refuseDisabled({ id }: RobotLogin): Promise<never> {
  const since = await disabledSince(id);
  throw new AppError("UNAUTHORIZED", since ? `robot disabled on ${day(since)}` : "robot disabled");
}

function assertUsable(robot: RobotLogin): void {
  if (Date.now() / 1000 >= robot.expiresAt) {
    throw new AppError("UNAUTHORIZED", `robot expired on ${day(new Date(robot.expiresAt * 1000))}`);
  }
  // A system robot can lose every project it had access to; a project robot is deleted with its project.
  if (robot.grants.length === 0) throw new AppError("UNAUTHORIZED", "robot has no access left: its projects are gone");
}
