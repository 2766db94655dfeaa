import { coversPattern, isRepositoryKey, matchesRepository, type Patterns, parsePatterns } from "./repositories";
import { NAME_PATTERN } from "./robot-name";

/** A robot's permissions. `project: null` means every project (kind "project") or the instance (kind "system"). */
export type Grant = {
  kind: "project" | "system";
  project: string | null;
  /** Permission keys such as "repository:pull". */
  access: readonly string[];
  /** Limits it to some repositories; omitted for all, and for permissions on the whole project. */
  repositories?: Patterns;
};

type StoredGrant = {
  level: string;
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
  repositories: string | null;
};

/** Decodes a stored grant; null if it is invalid. Grants on every project or the instance are ignored on a project's robot. */
export function storedGrant({ kind, access, projectId, project, level, repositories }: StoredGrant): Grant | null {
  if (access === null || (kind !== "project" && kind !== "system")) return null;
  const isWide = kind === "system" || projectId === null;
  if (isWide ? level !== "system" : project === null) return null;
  const grant = { kind, project: isWide ? null : project, access: access.split(" ") } as const;
  const patterns = parsePatterns(repositories);
  return patterns ? { ...grant, repositories: patterns } : grant;
}

const MAX_PROJECT_NAME = 128;

/** A first path component such as `host:5000` can't be a project, so "every project" doesn't cover it. */
export function isProjectName(name: string): boolean {
  return name.length <= MAX_PROJECT_NAME && NAME_PATTERN.test(name);
}

function grantsIn(grants: readonly Grant[], project: string): Grant[] {
  if (!isProjectName(project)) return [];
  return grants.filter((grant) => grant.kind === "project" && (grant.project ?? project) === project);
}

/** Whether any permission applies in the project, even if only in some of its repositories. */
export function reachesProject(grants: readonly Grant[], project: string): boolean {
  return grantsIn(grants, project).some(({ access }) => access.length > 0);
}

/** The permissions on the whole project. Grants limited to some repositories don't count. */
export function projectPermissions(grants: readonly Grant[], project: string): Set<string> {
  const held = grantsIn(grants, project).filter(({ repositories }) => !repositories);
  return new Set(held.flatMap(({ access }) => access));
}

/** The permissions in one repository. @param repository its name without the project */
export function repositoryPermissions(grants: readonly Grant[], project: string, repository: string): Set<string> {
  const held = grantsIn(grants, project).flatMap(({ access, repositories }) => {
    if (!repositories) return access;
    return matchesRepository(repositories, repository) ? access.filter(isRepositoryKey) : [];
  });
  return new Set(held);
}

export function systemPermissions(grants: readonly Grant[]): Set<string> {
  return new Set(grants.filter((grant) => grant.kind === "system").flatMap((grant) => grant.access));
}

/**
 * The first permission of `wanted` that `held` does not cover; null when it covers them all. A grant on every project covers
 * each project, but grants on each project don't cover future ones. A limit to some repositories covers only narrower ones.
 */
export function firstNotHeld(wanted: readonly Grant[], held: readonly Grant[]): string | null {
  for (const grant of wanted) {
    const { kind, project, access } = grant;
    const own = kind === "system" ? held.filter((one) => one.kind === "system") : heldIn(held, project);
    const missing = access.find((key) => !covers(own, key, grant.repositories));
    if (missing) return kind === "system" ? missing : `${missing} in ${project ?? "every project"}`;
  }
  return null;
}

function heldIn(held: readonly Grant[], project: string | null): Grant[] {
  if (project !== null) return grantsIn(held, project);
  return held.filter((grant) => grant.kind === "project" && grant.project === null);
}

/** Whether grants that apply in the place hold a permission in all these repositories. */
function covers(own: readonly Grant[], key: string, repositories: Patterns | undefined): boolean {
  const holding = own.filter(({ access }) => access.includes(key));
  if (holding.some((grant) => !grant.repositories)) return true;
  const patterns = holding.flatMap((grant) => grant.repositories ?? []);
  return repositories?.every((wanted) => patterns.some((pattern) => coversPattern(pattern, wanted))) ?? false;
}
