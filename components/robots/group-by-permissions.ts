import type { RobotAccess } from "@/lib/robots/schema";

type Rows = RobotAccess["projects"];
type PermissionGroup = {
  key: string;
  everywhere: boolean;
  names: string[];
  permissions: Rows[number]["permissions"];
  repositories: Rows[number]["repositories"];
};

/** Groups projects with the same permissions in the same repositories, largest group first; all-projects access leads. */
export function groupByPermissions(rows: Rows): PermissionGroup[] {
  const sets = new Map<string, PermissionGroup>();
  for (const { project, permissions, repositories } of rows) {
    const key = [...permissions, "in", ...(repositories ?? [])].join(" ");
    const set = sets.get(key) ?? { key, everywhere: false, names: [], permissions, repositories };
    if (project === null) set.everywhere = true;
    else set.names.push(project);
    sets.set(key, set);
  }
  return [...sets.values()].sort(
    (a, b) => Number(b.everywhere) - Number(a.everywhere) || b.names.length - a.names.length,
  );
}
