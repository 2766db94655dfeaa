import type { Caller } from "@/lib/access/caller";
import { systemPermissions } from "@/lib/access/grants";
import { admit, type Claim, instanceClaim } from "@/lib/authority/claim";
import type { AuditAction, AuditSubject } from "../audit/schema";
import { AppError } from "../errors";
import { assertReads, claimProject, manageableProject, readableProject } from "../projects/access";
import type { HomeRef, RobotHome } from "./home";
import type { Robot } from "./robot";
import { type LoadedRobot, loadRobot } from "./stored";

export const ROBOT_GONE = "This robot no longer exists. Reload the list.";
const NO_PAGE = "This page does not exist.";

/** The permission a robot needs, in the project or on the instance. */
type RobotNeed = "robot:create" | "robot:list" | "robot:read" | "robot:delete";

type Attempt = { action: AuditAction; robotNeeds?: RobotNeed } & Pick<AuditSubject, "robot" | "targetName">;

/** A robot that the caller may change, and the claim that `writeAs` checks again. */
export type RobotTicket = { robot: Robot; claim: Claim };

/**
 * The home of robots that the caller wants to read.
 * @throws AppError NOT_FOUND when the caller may not see it; FORBIDDEN for a robot without the permission
 */
export async function readableHome(
  caller: Caller,
  ref: HomeRef,
  robotNeeds: "robot:list" | "robot:read",
): Promise<RobotHome> {
  if (ref === null) {
    assertReadsSystemRobots(caller, robotNeeds);
    return { kind: "instance" };
  }
  const { id, name } = await readableProject(caller, typeof ref === "string" ? { name: ref } : ref, robotNeeds);
  return { kind: "project", id, name };
}

/**
 * The home in which the caller wants to create a robot. A refusal leaves an audit row.
 * @param project its name; null for the instance
 * @throws AppError NOT_FOUND when the caller may not see it; FORBIDDEN by role or without the permission
 */
export async function manageableHome(
  caller: Caller,
  project: string | null,
  attempt: Attempt,
): Promise<{ home: RobotHome; claim: Claim }> {
  if (project === null) return { home: { kind: "instance" }, claim: await claimSystemRobots(caller, attempt, NO_PAGE) };
  const { id, name, claim } = await manageableProject(caller, { name: project }, attempt);
  return { home: { kind: "project", id, name }, claim };
}

/**
 * A robot that the caller may read, wherever it belongs.
 * @throws AppError NOT_FOUND when there is none or the caller may not see it; FORBIDDEN for a robot without the permission
 */
export async function readableRobot(caller: Caller, id: number): Promise<LoadedRobot> {
  const loaded = await loadRobot(caller, id);
  if (!loaded) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const { home } = loaded.robot;
  if (home.kind === "instance") assertReadsSystemRobots(caller, "robot:read");
  else assertReads(loaded.standing, home.name, "robot:read", ROBOT_GONE);
  return loaded;
}

/**
 * A robot that the caller wants to change. Its stored home decides, never what the request says. A refusal leaves an
 * audit row.
 * @param of its id, or the robot as {@link readableRobot} read it for the same caller
 * @param robotNeeds the permission with which a robot may do it; without it, no robot may
 * @throws AppError NOT_FOUND when there is none or the caller may not see it, FORBIDDEN with the viewer role
 */
export async function manageableRobot(
  caller: Caller,
  of: number | LoadedRobot,
  action: AuditAction,
  robotNeeds?: RobotNeed,
): Promise<RobotTicket> {
  const seen = typeof of === "number" || of.standing.caller !== caller ? null : of;
  const loaded = seen ?? (await loadRobot(caller, typeof of === "number" ? of : of.robot.id));
  if (!loaded) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const { robot, standing } = loaded;
  const attempt = { action, robot, robotNeeds };
  if (robot.home.kind === "instance") return { robot, claim: await claimSystemRobots(caller, attempt, ROBOT_GONE) };
  return { robot, claim: await claimProject({ project: robot.home, standing }, attempt, ROBOT_GONE) };
}

/** System robots are for system admins, and for robots with the system permission. */
async function claimSystemRobots(caller: Caller, { robotNeeds, ...attempt }: Attempt, message: string): Promise<Claim> {
  const claim = instanceClaim(caller, attempt, (now) =>
    managesSystemRobots(now.caller, robotNeeds) ? null : { code: "NOT_FOUND", message },
  );
  await admit(claim);
  return claim;
}

function assertReadsSystemRobots(caller: Caller, robotNeeds: RobotNeed): void {
  if (!managesSystemRobots(caller, robotNeeds)) throw new AppError("NOT_FOUND", NO_PAGE);
}

/** Whether the caller may work with system robots: people as system admins, robots by permission. */
export function managesSystemRobots(caller: Caller, robotNeeds: RobotNeed | undefined): boolean {
  if (caller.type === "user") return caller.isAdmin;
  return robotNeeds !== undefined && systemPermissions(caller.grants).has(robotNeeds);
}
