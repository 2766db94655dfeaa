import { NAME_PATTERN } from "./robot-name";

/** What a robot holds in one place. `project: null` means every project (kind "project") or the instance (kind "system"). */
export type Grant = {
  kind: "project" | "system";
  project: string | null;
  /** Permission keys such as "repository:pull". */
  access: readonly string[];
};

/** A grant as it is stored, with the level of the robot that holds it and its project's name. */
type StoredGrant = {
  level: string;
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
};

/** What a stored grant is worth; null for nothing. A project robot's grants are on projects by name, whatever its rows say. */
export function storedGrant({ kind, access, projectId, project, level }: StoredGrant): Grant | null {
  if (access === null || (kind !== "project" && kind !== "system")) return null;
  const isWide = kind === "system" || projectId === null;
  if (isWide ? level !== "system" : project === null) return null;
  return { kind, project: isWide ? null : project, access: access.split(" ") };
}

const MAX_PROJECT_NAME = 128;

/** Whether `name` can be a project's: a first component such as `host:5000` cannot, so "every project" does not cover it. */
export function isProjectName(name: string): boolean {
  return name.length <= MAX_PROJECT_NAME && NAME_PATTERN.test(name);
}

/** The permission keys the grants hold in one project. */
export function projectPermissions(grants: readonly Grant[], project: string): Set<string> {
  const held = grants.filter((grant) => grant.kind === "project" && (grant.project ?? project) === project);
  return new Set(isProjectName(project) ? held.flatMap((grant) => grant.access) : []);
}

/** The permission keys the grants hold on the instance itself. */
export function systemPermissions(grants: readonly Grant[]): Set<string> {
  return new Set(grants.filter((grant) => grant.kind === "system").flatMap((grant) => grant.access));
}

/**
 * The first of `wanted` that `held` does not cover, in words; null when it covers them all. What somebody holds in every
 * project covers each of them; what somebody holds in each does not cover those that are made later.
 */
export function firstNotHeld(wanted: readonly Grant[], held: readonly Grant[]): string | null {
  for (const { kind, project, access } of wanted) {
    const own = kind === "system" ? systemPermissions(held) : heldIn(held, project);
    const missing = access.find((key) => !own.has(key));
    if (missing) return kind === "system" ? missing : `${missing} in ${project ?? "every project"}`;
  }
  return null;
}

function heldIn(held: readonly Grant[], project: string | null): Set<string> {
  if (project !== null) return projectPermissions(held, project);
  const everywhere = held.filter((grant) => grant.kind === "project" && grant.project === null);
  return new Set(everywhere.flatMap((grant) => grant.access));
}
