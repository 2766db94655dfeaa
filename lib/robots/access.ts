import type { Caller } from "@/lib/access/caller";
import { systemPermissions } from "@/lib/access/grants";
import { admit, type Claim, instanceClaim } from "@/lib/authority/claim";
import type { AuditAction, AuditSubject } from "../audit/schema";
import { AppError } from "../errors";
import { manageableProject } from "../projects/access";
import { findRobotForChange, type StoredRobot } from "./stored";

export const ROBOT_GONE = "This robot no longer exists. Reload the list.";

/** What a robot must hold, in the project or on the instance, to do the like of it. */
type RobotNeed = "robot:create" | "robot:list" | "robot:read" | "robot:delete";

/** A stored robot that the caller may change, and the claim by which they may. */
export type RobotTicket = { robot: StoredRobot; claim: Claim };

/**
 * The stored robot, for somebody who wants to change it. What decides is the robot's own project, never what the
 * request says about it. A refusal leaves an audit row.
 * @param robotNeeds what lets a robot do it; without it no robot may
 * @throws AppError NOT_FOUND when there is none or the caller may not see it, FORBIDDEN with the viewer role
 */
export async function manageableRobot(
  caller: Caller,
  id: number,
  action: AuditAction,
  robotNeeds?: RobotNeed,
): Promise<RobotTicket> {
  const robot = await findRobotForChange(id);
  if (!robot) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const attempt = { action, robot, robotNeeds };
  if (robot.projectId === null) return { robot, claim: await claimSystemRobots(caller, attempt) };
  const { claim } = await manageableProject(caller, { id: robot.projectId }, attempt, ROBOT_GONE);
  return { robot, claim };
}

type SystemAttempt = { action: AuditAction; robotNeeds?: RobotNeed } & Pick<AuditSubject, "robot" | "targetName">;

/**
 * System robots are for system admins, and for robots that hold the system permission. A refusal leaves an audit row.
 * @throws AppError NOT_FOUND indefinitelyybody else
 */
export async function claimSystemRobots(caller: Caller, { robotNeeds, ...attempt }: SystemAttempt): Promise<Claim> {
  const message = attempt.robot ? ROBOT_GONE : NO_PAGE;
  const claim = instanceClaim(caller, attempt, (now) =>
    managesSystemRobots(now.caller, robotNeeds) ? null : { code: "NOT_FOUND", message },
  );
  await admit(claim);
  return claim;
}

const NO_PAGE = "This page does not exist.";

/** @throws AppError NOT_FOUND for those who may not look at system robots */
export function assertReadsSystemRobots(caller: Caller, robotNeeds: RobotNeed): void {
  if (!managesSystemRobots(caller, robotNeeds)) throw new AppError("NOT_FOUND", NO_PAGE);
}

/** Whether a caller may do something to system robots; a robot needs the permission, people are system admins or not. */
export function managesSystemRobots(caller: Caller, robotNeeds: RobotNeed | undefined): boolean {
  if (caller.type === "user") return caller.isAdmin;
  return robotNeeds !== undefined && systemPermissions(caller.grants).has(robotNeeds);
}
