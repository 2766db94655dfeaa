import type { Caller } from "@/lib/access/caller";
import { projectPermissions } from "@/lib/access/grants";
import type { ProjectPermissionKey } from "@/lib/access/permissions";
import type { MemberRole } from "@/lib/access/roles";
import { canManageProject, type ProjectRole } from "@/lib/access/roles";
import { admit, type Claim, type Rule } from "@/lib/authority/claim";
import type { Standing } from "@/lib/authority/standing";
import type { AuditAction, AuditSubject } from "../audit/schema";
import { AppError } from "../errors";
import { findProjectWithRole } from "./queries";

/** A project that the caller may at least see. A robot's role is that of somebody who may look. */
export type ProjectAccess = { id: number; name: string; createdAt: Date; role: MemberRole };

/** What somebody tries in a project. A robot needs the permission; without one no robot may. */
type ProjectAttempt = { action: AuditAction; robotNeeds?: ProjectPermissionKey } & Pick<
  AuditSubject,
  "robot" | "targetName"
>;

/** Names only what the caller named: an id must not tell an outsider which project it belongs to. */
function hiddenMessage(where: { name: string } | { id: number }): string {
  const name = "name" in where ? where.name : `#${where.id}`;
  return `The project “${name}” doesn’t exist, or you don’t have a role in it.`;
}

/** A project in which the caller may change something, and the claim by which they may: what `writeAs` looks at again. */
export type ProjectTicket = { id: number; name: string; claim: Claim };

/** How the caller stands in a project; null when there is no such project. */
async function findStanding(caller: Caller, where: { name: string } | { id: number }) {
  const stored = await findProjectWithRole(caller, where);
  if (!stored) return null;
  const { role, ...project } = stored;
  return { project, standing: { caller, role } satisfies Standing };
}

/** A person's role in the project; a robot that holds anything in it is somebody who may look. */
function roleOf({ caller, role }: Standing, project: string): ProjectRole {
  if (caller.type === "user") return role;
  return projectPermissions(caller.grants, project).size > 0 ? "viewer" : null;
}

/** Whether a robot holds a permission in a project; without one that is asked for, it may nothing. */
function holds({ caller }: Standing, permission: ProjectPermissionKey | undefined, project: string): boolean {
  return (
    caller.type === "robot" && permission !== undefined && projectPermissions(caller.grants, project).has(permission)
  );
}

/**
 * The project and the caller's role in it. Any person with a role may read; a robot needs the permission.
 * @throws AppError NOT_FOUND when it does not exist or the caller has no role in it; FORBIDDEN for a robot without the
 * permission
 */
export async function readableProject(
  caller: Caller,
  where: { name: string } | { id: number },
  robotNeeds: ProjectPermissionKey = "project:read",
): Promise<ProjectAccess> {
  const found = await findStanding(caller, where);
  const role = found && roleOf(found.standing, found.project.name);
  if (!found || !role) throw new AppError("NOT_FOUND", hiddenMessage(where));
  if (caller.type === "robot" && !holds(found.standing, robotNeeds, found.project.name))
    throw new AppError("FORBIDDEN", lacks(robotNeeds));
  return { ...found.project, role };
}

/**
 * The project, for somebody who wants to change something in it. A refusal leaves an audit row.
 * @param hidden what somebody without a role is told, when they asked for something inside the project
 * @throws AppError NOT_FOUND without a role, FORBIDDEN with the viewer role or, for a robot, without the permission
 */
export async function manageableProject(
  caller: Caller,
  where: { name: string } | { id: number },
  { robotNeeds, ...attempt }: ProjectAttempt,
  hidden = hiddenMessage(where),
): Promise<ProjectTicket> {
  const found = await findStanding(caller, where);
  if (!found) throw new AppError("NOT_FOUND", hidden);
  const { project, standing } = found;
  const claim: Claim = {
    seen: standing,
    attempt: { project, ...attempt },
    projectId: project.id,
    gone: hidden,
    rule: managing(project.name, robotNeeds, hidden),
  };
  await admit(claim);
  return { id: project.id, name: project.name, claim };
}

/** Changing what is in a project takes the admin role, or the permission that a robot needs. */
function managing(project: string, robotNeeds: ProjectPermissionKey | undefined, hidden: string): Rule {
  return (standing) => {
    const role = roleOf(standing, project);
    if (role === null) return { code: "NOT_FOUND", message: hidden };
    if (standing.caller.type === "robot")
      return holds(standing, robotNeeds, project) ? null : { code: "FORBIDDEN", message: lacks(robotNeeds) };
    return canManageProject(role) ? null : { code: "FORBIDDEN", message: onlyLooks(project) };
  };
}

/** What somebody with the viewer role is told. */
export function onlyLooks(project: string): string {
  return `You can view the project “${project}” but not change it. Ask one of its admins.`;
}

/** What a robot is told; `permission`: the one that would have let it. */
function lacks(permission: ProjectPermissionKey | undefined): string {
  return permission
    ? `This robot account doesn’t have ${permission} in this project.`
    : "Robot accounts can’t do this.";
}
