/** What a person may do in a project. */
export const MEMBER_ROLES = ["admin", "viewer"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

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
