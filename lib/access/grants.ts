import { NAME_PATTERN } from "./robot-name";

/** A robot's permissions. `project: null` means every project (kind "project") or the instance (kind "system"). */
export type Grant = {
  kind: "project" | "system";
  project: string | null;
  /** Permission keys such as "repository:pull". */
  access: readonly string[];
};

type StoredGrant = {
  level: string;
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
};

/** Decodes a stored grant; null if it is invalid. Grants on every project or the instance are ignored on a project's robot. */
export function storedGrant({ kind, access, projectId, project, level }: StoredGrant): Grant | null {
  if (access === null || (kind !== "project" && kind !== "system")) return null;
  const isWide = kind === "system" || projectId === null;
  if (isWide ? level !== "system" : project === null) return null;
  return { kind, project: isWide ? null : project, access: access.split(" ") };
}

const MAX_PROJECT_NAME = 128;

/** A first path component such as `host:5000` can't be a project, so "every project" doesn't cover it. */
export function isProjectName(name: string): boolean {
  return name.length <= MAX_PROJECT_NAME && NAME_PATTERN.test(name);
}

export function projectPermissions(grants: readonly Grant[], project: string): Set<string> {
  const held = grants.filter((grant) => grant.kind === "project" && (grant.project ?? project) === project);
  return new Set(isProjectName(project) ? held.flatMap((grant) => grant.access) : []);
}

export function systemPermissions(grants: readonly Grant[]): Set<string> {
  return new Set(grants.filter((grant) => grant.kind === "system").flatMap((grant) => grant.access));
}

/**
 * The first permission of `wanted` that `held` does not cover; null when it covers them all. A grant on every project covers
 * each project, but grants on each project don't cover future ones.
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
