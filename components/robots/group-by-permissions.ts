import type { RobotAccess } from "@/lib/robots/schema";

type Rows = RobotAccess["projects"];
type PermissionGroup = { key: string; everywhere: boolean; names: string[]; permissions: Rows[number]["permissions"] };

/** Groups projects with the same permissions, largest group first; all-projects access leads. */
export function groupByPermissions(rows: Rows): PermissionGroup[] {
  const sets = new Map<string, PermissionGroup>();
  for (const { project, permissions } of rows) {
    const key = permissions.join(" ");
    const set = sets.get(key) ?? { key, everywhere: false, names: [], permissions };
    if (project === null) set.everywhere = true;
    else set.names.push(project);
    sets.set(key, set);
  }
  return [...sets.values()].sort(
    (a, b) => Number(b.everywhere) - Number(a.everywhere) || b.names.length - a.names.length,
  );
}
