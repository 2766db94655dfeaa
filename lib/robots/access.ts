import type { AuditAction } from "../audit/schema";
import { refuse } from "../audit/service";
import type { Actor } from "../auth/context";
import { AppError } from "../errors";
import { manageableProject } from "../projects/access";
import { findRobotForChange, type StoredRobot } from "./queries";

export const ROBOT_GONE = "This robot no longer exists. Reload the list.";

/**
 * The stored robot, for somebody who wants to change it. What decides is the robot's own project, never what the
 * request says about it. A refusal leaves an audit row.
 * @throws AppError NOT_FOUND when there is none or the actor may not see it, FORBIDDEN with the viewer role
 */
export async function manageableRobot(actor: Actor, id: number, action: AuditAction): Promise<StoredRobot> {
  const robot = await findRobotForChange(id);
  if (!robot) throw new AppError("NOT_FOUND", ROBOT_GONE);
  if (robot.projectId !== null) await manageableProject(actor, { id: robot.projectId }, { action, robot }, ROBOT_GONE);
  else if (!actor.isAdmin) await refuse({ actor, action, robot }, "NOT_FOUND", ROBOT_GONE);
  return robot;
}
