import { cache } from "react";
import type { Caller } from "@/lib/access/caller";
import { projectPermissions, reachesProject } from "@/lib/access/grants";
import type { ProjectPermissionKey } from "@/lib/access/permissions";
import { canManageProject, type MemberRole, type ProjectRole, projectRole } from "@/lib/access/roles";
import { admit, type Claim, type Rule } from "@/lib/authority/claim";
import type { Standing } from "@/lib/authority/standing";
import type { AuditAction, AuditSubject } from "../audit/schema";
import { projectRoleRow } from "../db/project-role";
import { AppError } from "../errors";
import { membershipId, personOf } from "./queries";
import { projectNameSchema } from "./schema";

type Project = { id: number; name: string };
type ProjectRef = { name: string } | { id: number };

/** A project that the caller may read. A robot with any permission there counts as a viewer. */
export type ProjectAccess = Project & { role: MemberRole };

/** What a caller wants to do in a project. Robots need `robotNeeds`; without it, no robot may. */
type ProjectAttempt = { action: AuditAction; robotNeeds?: ProjectPermissionKey } & Pick<
  AuditSubject,
  "robot" | "targetName"
>;

/** Names only what the caller named: an id must not reveal to an outsider which project it belongs to. */
function hiddenMessage(where: ProjectRef): string {
  const name = "name" in where ? where.name : `#${where.id}`;
  return `The project “${name}” doesn’t exist, or you don’t have a role in it.`;
}

/** A project in which the caller may make a change, and the claim that `writeAs` checks again. */
export type ProjectTicket = Project & { claim: Claim };

type ProjectStanding = { project: Project; standing: Standing };

// A page's layout, its title and its parts all need the project: one request reads it once.
const findByName = cache((caller: Caller, name: string) => findStanding(caller, { name }));

async function findStanding(caller: Caller, where: ProjectRef): Promise<ProjectStanding | null> {
  // Names come from addresses, and Postgres refuses text with a NUL.
  if ("name" in where && !projectNameSchema.safeParse(where.name).success) return null;
  const row = await projectRoleRow(where, membershipId(caller));
  if (!row) return null;
  const { role, ...project } = row;
  return { project, standing: { caller, role: projectRole(personOf(caller), role ?? undefined) } };
}

/** A person's role in the project. A robot that holds anything in it counts as a viewer. */
function roleOf({ caller, role }: Standing, project: string): ProjectRole {
  if (caller.type === "user") return role;
  return reachesProject(caller.grants, project) ? "viewer" : null;
}

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
  where: ProjectRef,
  robotNeeds: ProjectPermissionKey = "project:read",
): Promise<ProjectAccess> {
  const found = await ("name" in where ? findByName(caller, where.name) : findStanding(caller, where));
  if (!found) throw new AppError("NOT_FOUND", hiddenMessage(where));
  return { ...found.project, role: assertReads(found.standing, found.project.name, robotNeeds, hiddenMessage(where)) };
}

/**
 * Authorizes reading something in a project that was loaded with the caller's standing in it.
 * @param hidden the message for a caller without a role
 * @throws AppError as {@link readableProject}
 */
export function assertReads(
  standing: Standing,
  project: string,
  robotNeeds: ProjectPermissionKey,
  hidden: string,
): MemberRole {
  const role = roleOf(standing, project);
  if (!role) throw new AppError("NOT_FOUND", hidden);
  if (standing.caller.type === "robot" && !holds(standing, robotNeeds, project))
    throw new AppError("FORBIDDEN", lacks(robotNeeds));
  return role;
}

/**
 * The project, for a caller who wants to change something in it. A refusal leaves an audit row.
 * @param hidden the message for a caller without a role, when they asked for something inside the project
 * @throws AppError NOT_FOUND without a role, FORBIDDEN with the viewer role or, for a robot, without the permission
 */
export async function manageableProject(
  caller: Caller,
  where: ProjectRef,
  attempt: ProjectAttempt,
  hidden = hiddenMessage(where),
): Promise<ProjectTicket> {
  const found = await findStanding(caller, where);
  if (!found) throw new AppError("NOT_FOUND", hidden);
  return { ...found.project, claim: await claimProject(found, attempt, hidden) };
}

/**
 * Authorizes a change in a project that was loaded with the caller's standing in it. A refusal leaves an audit row.
 * @throws AppError as {@link manageableProject}
 */
export async function claimProject(
  { project, standing }: ProjectStanding,
  { robotNeeds, ...attempt }: ProjectAttempt,
  hidden: string,
): Promise<Claim> {
  const claim: Claim = {
    seen: standing,
    attempt: { project, ...attempt },
    projectId: project.id,
    gone: hidden,
    rule: managing(project.name, robotNeeds, hidden),
  };
  await admit(claim);
  return claim;
}

/** Changes in a project require the admin role or, of a robot, the permission. */
function managing(project: string, robotNeeds: ProjectPermissionKey | undefined, hidden: string): Rule {
  return (standing) => {
    const role = roleOf(standing, project);
    if (role === null) return { code: "NOT_FOUND", message: hidden };
    if (standing.caller.type === "robot")
      return holds(standing, robotNeeds, project) ? null : { code: "FORBIDDEN", message: lacks(robotNeeds) };
    return canManageProject(role) ? null : { code: "FORBIDDEN", message: onlyLooks(project) };
  };
}

export function onlyLooks(project: string): string {
  return `You can view the project “${project}” but not change it. Ask one of its admins.`;
}

function lacks(permission: ProjectPermissionKey | undefined): string {
  return permission
    ? `This robot account doesn’t have ${permission} in this project.`
    : "Robot accounts can’t do this.";
}
