import type { Grant } from "@/lib/access/grants";
import { parseAccess, parseSystemAccess } from "@/lib/access/permissions";
import { parsePatterns } from "@/lib/access/repositories";
import type { RobotHome } from "./home";
import type { RobotAccess } from "./schema";

/** A stored grant with its project's name; nulls where a robot has no grants. */
export type GrantRow = {
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
  repositories: string | null;
};

/** Sorts by project name; the row for every project comes first. */
function byName<Row extends { project: string | null }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (a.project ?? "").localeCompare(b.project ?? "", "en"));
}

/** The access that stored grants add up to. Several rows for one project are merged. */
export function accessOf(grants: readonly GrantRow[]): RobotAccess {
  const projects = new Map<string | null, ProjectAccess>();
  const system: string[] = [];
  for (const { kind, access, projectId, project, repositories } of grants) {
    if (kind === null || access === null) continue;
    if (kind === "system") system.push(access);
    else if (projectId === null || project !== null) {
      const row = limited({ project, permissions: parseAccess(access) }, parsePatterns(repositories));
      const known = projects.get(project);
      projects.set(project, known ? united(known, row) : row);
    }
  }
  return { projects: byName([...projects.values()]), system: parseSystemAccess(system.join(" ")) };
}

type ProjectAccess = RobotAccess["projects"][number];

const limited = (row: ProjectAccess, repositories: string[] | undefined): ProjectAccess =>
  repositories ? { ...row, repositories } : row;

/** Without a limit as soon as one of them has none: this is for people to see, and never decides. */
function united(one: ProjectAccess, other: ProjectAccess): ProjectAccess {
  const permissions = parseAccess([...one.permissions, ...other.permissions].join(" "));
  const both = one.repositories && other.repositories && [...new Set([...one.repositories, ...other.repositories])];
  return limited({ project: one.project, permissions }, both);
}

export function grantsOf({ projects, system }: RobotAccess): Grant[] {
  return [
    ...projects.map(
      ({ project, permissions, repositories }): Grant => ({
        ...{ kind: "project", project, access: permissions },
        ...(repositories && { repositories }),
      }),
    ),
    { kind: "system", project: null, access: system },
  ];
}

/** Access as audit rows record it: of a project's robot its permissions; of a system robot a line per project, `*` for every project. */
export function accessFacts(home: RobotHome, { projects, system }: RobotAccess): Record<string, readonly string[]> {
  if (home.kind === "project") {
    const repositories = projects.flatMap((row) => row.repositories ?? []);
    const permissions = projects.flatMap((row) => row.permissions);
    return { permissions, ...(repositories.length > 0 && { repositories }) };
  }
  const placeOf = ({ project, repositories }: ProjectAccess) =>
    `${project ?? "*"}${repositories ? ` (${repositories.join(", ")})` : ""}`;
  return { projects: byName(projects).map((row) => `${placeOf(row)}: ${row.permissions.join(", ")}`), system };
}
