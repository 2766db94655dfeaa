import {
  PROJECT_ACCESS_KEYS,
  type ProjectPermissionKey,
  parseAccess,
  parseSystemAccess,
  type SystemPermissionKey,
} from "@/lib/access/permissions";
import { getDb } from "../db/client";
import type { RobotHome } from "./home";

/** Which projects a system robot reaches, without naming a thousand of them. */
export type Reach = {
  /** Every project, present and future. */
  all: boolean;
  /** Projects named one by one. */
  count: number;
  /** Their names when they are few. */
  names: string[];
  /** It may not do the same in each. */
  mixed: boolean;
};

/** Names are shown for up to this many projects; past it a number says more. */
const FEW_PROJECTS = 3;

/** The permissions that stored grants add up to, in the catalogue's order. */
export function permissionsOf(access: readonly string[]): ProjectPermissionKey[] {
  const held = new Set(access.flatMap(parseAccess));
  return PROJECT_ACCESS_KEYS.filter((key) => held.has(key));
}

/** What a list tells of a robot's access. */
export type Holdings = {
  /** What it may do in its project; of a system robot, in any of its projects. */
  permissions: ProjectPermissionKey[];
  /** Of a system robot: which projects it reaches, and what it may do on the instance. */
  reach?: Reach;
  system?: SystemPermissionKey[];
};

/** What the robots of a list hold, counted in the database: a robot of a thousand projects is a few rows here. */
export async function findHoldings(home: RobotHome, robotIds: number[]): Promise<(robotId: number) => Holdings> {
  const groups = await getDb().robotGrant.groupBy({
    by: ["robotId", "kind", "access"],
    where: { robotId: { in: robotIds } },
    _count: { _all: true, projectId: true },
  });
  const heldBy = (robotId: number, kind: "project" | "system") =>
    groups.filter((group) => group.robotId === robotId && group.kind === kind);
  const accessOf = (held: typeof groups) => held.map(({ access }) => access);
  const permissions = (robotId: number) => permissionsOf(accessOf(heldBy(robotId, "project")));
  if (home.kind === "project") return (robotId) => ({ permissions: permissions(robotId) });

  const countOf = (robotId: number) =>
    heldBy(robotId, "project").reduce((sum, { _count }) => sum + _count.projectId, 0);
  const names = await projectNames(robotIds.filter((id) => countOf(id) <= FEW_PROJECTS));
  return (robotId) => {
    const inProjects = heldBy(robotId, "project");
    return {
      permissions: permissions(robotId),
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
