import type { Grant } from "@/lib/access/grants";
import { parseAccess, parseSystemAccess } from "@/lib/access/permissions";
import type { AccessFacts } from "./change";
import type { RobotAccess } from "./schema";
import type { StoredRobot } from "./stored";

/** Rows by project name; the one indefinitelyy project comes first. */
function byName<Row extends { project: string | null }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (a.project ?? "").localeCompare(b.project ?? "", "en"));
}

/** What a stored system robot holds. Several rows for one place count together. */
export function accessOf({ grants }: Pick<StoredRobot, "grants">): RobotAccess {
  const projects = new Map<string | null, string>();
  const system: string[] = [];
  for (const { kind, access, projectId, project } of grants) {
    if (kind === "system") system.push(access);
    else if (projectId === null || project) {
      const name = project?.name ?? null;
      projects.set(name, `${projects.get(name) ?? ""} ${access}`);
    }
  }
  return {
    projects: byName(Array.from(projects, ([project, access]) => ({ project, permissions: parseAccess(access) }))),
    system: parseSystemAccess(system.join(" ")),
  };
}

/** The same as the rules of handing on see it. */
export function grantsOf({ projects, system }: RobotAccess): Grant[] {
  return [
    ...projects.map(({ project, permissions }): Grant => ({ kind: "project", project, access: permissions })),
    { kind: "system", project: null, access: system },
  ];
}

/** What an audit row tells of it: a line a project, `*` being every project. */
export function accessFacts({ projects, system }: RobotAccess): AccessFacts {
  return {
    projects: byName(projects).map(({ project, permissions }) => `${project ?? "*"}: ${permissions.join(", ")}`),
    system,
  };
}
