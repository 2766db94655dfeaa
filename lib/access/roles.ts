export const MEMBER_ROLES = ["admin", "viewer"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** A caller's role in a project; null when they must not learn that it exists. */
export type ProjectRole = MemberRole | null;

/** A system admin is an admin of every project. */
export function projectRole(actor: { isAdmin: boolean }, membership: string | undefined): ProjectRole {
  if (actor.isAdmin) return "admin";
  return membership === "admin" || membership === "viewer" ? membership : null;
}

export function canManageProject(role: ProjectRole): boolean {
  return role === "admin";
}
