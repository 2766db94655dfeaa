import type { AuditAction, AuditSubject } from "../audit/schema";
import { refuse } from "../audit/service";
import type { Caller } from "../auth/context";
import { AppError } from "../errors";
import type { MemberRole } from "../members/schema";
import { projectPermissions } from "../robots/grants";
import type { ProjectPermissionKey } from "../robots/permissions";
import { canManageProject, type ProjectRole } from "./permissions";
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
  return `There is no project “${name}” here, or you have no role in it.`;
}

type Standing = { project: Omit<ProjectAccess, "role">; role: ProjectRole; allowed: boolean };

/** What the caller is in a project: about a robot, what it holds there decides. Null when there is no such project. */
async function standingIn(
  caller: Caller,
  where: { name: string } | { id: number },
  allows: { people: (role: ProjectRole) => boolean; robots: ProjectPermissionKey | undefined },
): Promise<Standing | null> {
  const stored = await findProjectWithRole(caller, where);
  if (!stored) return null;
  const { role, ...project } = stored;
  if (caller.type === "user") return { project, role, allowed: allows.people(role) };
  const held = projectPermissions(caller.grants, project.name);
  const allowed = allows.robots !== undefined && held.has(allows.robots);
  return { project, role: held.size > 0 ? "viewer" : null, allowed };
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
  const found = await standingIn(caller, where, { people: (role) => role !== null, robots: robotNeeds });
  if (!found || found.role === null) throw new AppError("NOT_FOUND", hiddenMessage(where));
  if (!found.allowed) throw new AppError("FORBIDDEN", lacks(robotNeeds));
  return { ...found.project, role: found.role };
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
): Promise<ProjectAccess> {
  const found = await standingIn(caller, where, { people: canManageProject, robots: robotNeeds });
  if (!found) throw new AppError("NOT_FOUND", hidden);
  const { project, role, allowed } = found;
  if (role === null) return refuse({ actor: caller, project, ...attempt }, "NOT_FOUND", hidden);
  if (allowed) return { ...project, role };
  const onlyPeople = `You can look at project “${project.name}” but not change it. Ask one of its admins.`;
  return refuse(
    { actor: caller, project, ...attempt },
    "FORBIDDEN",
    caller.type === "robot" ? lacks(robotNeeds) : onlyPeople,
  );
}

/** What a robot is told; `permission`: the one that would have let it. */
function lacks(permission: ProjectPermissionKey | undefined): string {
  return permission ? `This robot account lacks ${permission} in this project.` : "Robot accounts may not do this.";
}
