import type { AuditAction, AuditSubject } from "../audit/schema";
import { refuse } from "../audit/service";
import type { Actor } from "../auth/context";
import { AppError } from "../errors";
import type { MemberRole } from "../members/schema";
import { canManageProject } from "./permissions";
import { findProjectWithRole } from "./queries";

/** A project that the actor may at least see. */
export type ProjectAccess = { id: number; name: string; createdAt: Date; role: MemberRole };

/** Names only what the caller named: an id must not tell an outsider which project it belongs to. */
function hiddenMessage(where: { name: string } | { id: number }): string {
  const name = "name" in where ? where.name : `#${where.id}`;
  return `There is no project “${name}” here, or you have no role in it.`;
}

/**
 * The project and the actor's role in it.
 * @throws AppError NOT_FOUND when it does not exist or the actor has no role in it
 */
export async function readableProject(actor: Actor, where: { name: string } | { id: number }): Promise<ProjectAccess> {
  const found = await findProjectWithRole(actor, where);
  if (!found || found.role === null) throw new AppError("NOT_FOUND", hiddenMessage(where));
  return { ...found, role: found.role };
}

/**
 * The project, for somebody who wants to change something in it. A refusal leaves an audit row.
 * @param hidden what somebody without a role is told, when they asked for something inside the project
 * @throws AppError NOT_FOUND without a role, FORBIDDEN with the viewer role
 */
export async function manageableProject(
  actor: Actor,
  where: { name: string } | { id: number },
  attempt: { action: AuditAction } & Pick<AuditSubject, "robot" | "targetName">,
  hidden = hiddenMessage(where),
): Promise<ProjectAccess> {
  const found = await findProjectWithRole(actor, where);
  if (!found) throw new AppError("NOT_FOUND", hidden);
  const { role, ...project } = found;
  if (role === null) return refuse({ actor, project, ...attempt }, "NOT_FOUND", hidden);
  if (!canManageProject(role))
    return refuse(
      { actor, project, ...attempt },
      "FORBIDDEN",
      `You can look at project “${project.name}” but not change it. Ask one of its admins.`,
    );
  return { ...project, role };
}
