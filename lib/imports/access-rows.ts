import { isProjectName } from "@/lib/access/grants";
import { formatAccess } from "@/lib/access/permissions";
import { isRepositoryKey, readPatterns } from "@/lib/access/repositories";
import type { EntryGrant } from "./entries";

/** Access to a project as a file names it. */
export type AccessRow = {
  project: string;
  permissions: readonly string[];
  repositories?: readonly string[] | undefined;
};

/** A grant for a row, and what was left out of it; null if nothing is left. */
export function grantOfRow({ project, permissions, repositories }: AccessRow): EntryGrant | null {
  if (!isProjectName(project)) return null;
  const reading =
    repositories && repositories.length > 0 ? readPatterns(repositories, project) : { patterns: undefined };
  if ("fault" in reading) return null;
  // A permission on the whole project would be wider than one on some repositories.
  const kept = reading.patterns ? permissions.filter(isRepositoryKey) : permissions;
  const access = formatAccess(kept).split(" ").filter(Boolean);
  if (access.length === 0) return null;
  return { kind: "project", project, access, ...(reading.patterns && { repositories: reading.patterns }) };
}

/** The project of a robot whose whole access is in one project; null makes it a system robot. */
export function homeOf(grants: readonly EntryGrant[]): string | null {
  const projects = new Set(grants.map((grant) => (grant.kind === "project" ? grant.project : null)));
  const [only] = projects;
  return projects.size === 1 && grants.length === 1 && only !== undefined ? only : null;
}
