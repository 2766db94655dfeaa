import { type Caller, callerName, type RobotActor } from "@/lib/access/caller";
import { admit, type Claim, type Rule } from "@/lib/authority/claim";
import { AppError } from "../errors";
import { manageableRobot, ROBOT_GONE, type RobotTicket } from "./access";
import { fieldError } from "./field-error";
import { projectIdOf } from "./home";
import type { Robot } from "./robot";
import type { Rotation } from "./rotation-plan";
import { type LoadedRobot, loadRobot } from "./stored";

export const REFRESH = "robot.refresh-secret";
/** A robot that doesn't get the reply with its new secret needs time to ask again. */
const LEAST_OWN_GRACE_SECONDS = 60;

/** As `manageableRobot`; a robot may refresh itself with the permission. */
export async function refreshableRobot(caller: Caller, of: number | LoadedRobot): Promise<RobotTicket> {
  const id = typeof of === "number" ? of : of.robot.id;
  if (caller.type !== "robot" || caller.robotId !== id) return manageableRobot(caller, of, REFRESH);
  const loaded = typeof of === "number" ? await loadRobot(caller, of) : of;
  if (!loaded) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const { robot } = loaded;
  const project = robot.home.kind === "project" ? robot.home : null;
  const claim: Claim = {
    seen: { caller, role: null },
    attempt: { action: REFRESH, robot, project },
    projectId: projectIdOf(robot.home),
    gone: ROBOT_GONE,
    rule: refreshesItself,
  };
  await admit(claim);
  return { robot, claim };
}

const refreshesItself: Rule = ({ caller }) => {
  if (caller.type === "robot" && caller.grants.some(({ access }) => access.includes("robot:rotate-self"))) return null;
  return { code: "FORBIDDEN", message: "This robot account doesn’t have robot:rotate-self." };
};

/**
 * A robot that lost the reply asks again with its old secret. Whoever else holds the old secret can't replace a new one
 * that a person made, or that is in use.
 */
export function assertOwnRefresh(
  caller: RobotActor,
  { secrets }: Robot,
  { grace, renewal, leaked }: Pick<Rotation, "grace" | "renewal" | "leaked">,
): void {
  if (!caller.login) throw new AppError("DENIED", "Log in with the robot account’s secret to rotate it.");
  if (renewal.kind !== "keep" || leaked)
    throw new AppError("DENIED", "A robot account can’t change its own expiry or report its own secret.");
  if (grace.kind !== "for" || grace.seconds < LEAST_OWN_GRACE_SECONDS)
    throw fieldError("grace", "A robot account that rotates itself needs a grace of at least 60 seconds.");
  if (caller.login.usedOldSecret && !isLost(caller, secrets))
    throw new AppError("DENIED", "Log in with the current secret to rotate it.");
}

/** Whether the caller made the current secret and nobody has used it: the reply with it may be lost. */
export function isLost(caller: Caller, { old, changedBy, firstUsedAt }: Robot["secrets"]): boolean {
  return old !== null && changedBy === callerName(caller) && firstUsedAt === null;
}
