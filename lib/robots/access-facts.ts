import type { Grant } from "@/lib/access/grants";
import { parseAccess, parseSystemAccess } from "@/lib/access/permissions";
import type { RobotHome } from "./home";
import type { RobotAccess } from "./schema";

/** A stored grant with its project's name; nulls where a robot has no grants. */
export type GrantRow = {
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
};

/** Sorts by project name; the row for every project comes first. */
function byName<Row extends { project: string | null }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (a.project ?? "").localeCompare(b.project ?? "", "en"));
}

/** The access that stored grants add up to. Several rows for one project are merged. */
export function accessOf(grants: readonly GrantRow[]): RobotAccess {
  const projects = new Map<string | null, string>();
  const system: string[] = [];
  for (const { kind, access, projectId, project } of grants) {
    if (kind === null || access === null) continue;
    if (kind === "system") system.push(access);
    else if (projectId === null || project !== null) projects.set(project, `${projects.get(project) ?? ""} ${access}`);
  }
  return {
    projects: byName(Array.from(projects, ([project, access]) => ({ project, permissions: parseAccess(access) }))),
    system: parseSystemAccess(system.join(" ")),
  };
}

export function grantsOf({ projects, system }: RobotAccess): Grant[] {
  return [
    ...projects.map(({ project, permissions }): Grant => ({ kind: "project", project, access: permissions })),
    { kind: "system", project: null, access: system },
  ];
}

/** Access as audit rows record it: of a project's robot its permissions; of a system robot a line per project, `*` for every project. */
export function accessFacts(home: RobotHome, { projects, system }: RobotAccess): Record<string, readonly string[]> {
  if (home.kind === "project") return { permissions: projects.flatMap(({ permissions }) => permissions) };
  return {
    projects: byName(projects).map(({ project, permissions }) => `${project ?? "*"}: ${permissions.join(", ")}`),
    system,
  };
}
