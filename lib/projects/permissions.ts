import type { MemberRole } from "../members/schema";

/** What somebody may do in one project; null: the project does not exist for them. */
export type ProjectRole = MemberRole | null;

/** A system admin is an admin of every project. */
export function projectRole(actor: { isAdmin: boolean }, membership: string | undefined): ProjectRole {
  if (actor.isAdmin) return "admin";
  return membership === "admin" || membership === "viewer" ? membership : null;
}

/** Creating and changing robots and members takes the admin role. */
export function canManageProject(role: ProjectRole): boolean {
  return role === "admin";
}
