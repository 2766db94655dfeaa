import {
  PROJECT_ACCESS_KEYS,
  type ProjectPermissionKey,
  parseAccess,
  parseSystemAccess,
  type SystemPermissionKey,
} from "@/lib/access/permissions";
import { getDb } from "../db/client";

/** A summary of the projects a system robot reaches: there can be a thousand. */
export type Reach = {
  /** Every project, present and future. */
  all: boolean;
  /** The number of projects granted by name. */
  count: number;
  /** Their names, when there are at most {@link FEW_PROJECTS}. */
  names: string[];
  /** Permissions differ between projects. */
  mixed: boolean;
};

const FEW_PROJECTS = 3;

/** The union of stored grants, in the catalog's order. */
export function permissionsOf(access: readonly string[]): ProjectPermissionKey[] {
  const held = new Set(access.flatMap(parseAccess));
  return PROJECT_ACCESS_KEYS.filter((key) => held.has(key));
}

/** What limits grants whose stored patterns are joined by spaces. One without a limit leaves an empty piece: then nothing does. */
export function limitOf(joined: string | null): { repositories?: string[] } {
  const patterns = new Set((joined ?? "").split(" "));
  return patterns.has("") ? {} : { repositories: [...patterns] };
}

/** A robot's access, as lists show it. */
export type Holdings = {
  /** Its permissions in its project; a system robot's in any of its projects. */
  permissions: ProjectPermissionKey[];
  /** What limits a project robot to some repositories; omitted for all. */
  repositories?: string[];
  /** System robots only. */
  reach?: Reach;
  system?: SystemPermissionKey[];
};

/** The access of system robots, grouped in the database: a robot with a thousand projects takes only a few rows. */
export async function findHoldings(robotIds: number[]): Promise<(robotId: number) => Holdings> {
  const groups = await getDb().robotGrant.groupBy({
    by: ["robotId", "kind", "access", "repositories"],
    where: { robotId: { in: robotIds } },
    _count: { _all: true, projectId: true },
  });
  const heldBy = (robotId: number, kind: "project" | "system") =>
    groups.filter((group) => group.robotId === robotId && group.kind === kind);
  const accessOf = (held: typeof groups) => held.map(({ access }) => access);
  const countOf = (robotId: number) =>
    heldBy(robotId, "project").reduce((sum, { _count }) => sum + _count.projectId, 0);
  const names = await projectNames(robotIds.filter((id) => countOf(id) <= FEW_PROJECTS));
  return (robotId) => {
    const inProjects = heldBy(robotId, "project");
    return {
      permissions: permissionsOf(accessOf(inProjects)),
      reach: {
        all: inProjects.some(({ _count }) => _count._all > _count.projectId),
        count: countOf(robotId),
        names: names.get(robotId) ?? [],
        mixed: inProjects.length > 1,
      },
      system: parseSystemAccess(accessOf(heldBy(robotId, "system")).join(" ")),
    };
  };
}

async function projectNames(robotIds: number[]): Promise<Map<number, string[]>> {
  const rows = await getDb().robotGrant.findMany({
    where: { robotId: { in: robotIds }, projectId: { not: null } },
    select: { robotId: true, project: { select: { name: true } } },
  });
  const names = new Map<number, string[]>();
  for (const { robotId, project } of rows)
    if (project) names.set(robotId, [...(names.get(robotId) ?? []), project.name].sort());
  return names;
}
