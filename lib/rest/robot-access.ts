import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { formatPatterns } from "@/lib/access/repositories";
import { AppError } from "../errors";
import { projectNameSchema } from "../projects/schema";
import { MAX_ROBOT_PROJECTS, type RobotAccess } from "../robots/schema";
import { patternsOf, shownRepositories } from "./robot-limits";
import { keysOf, type PermissionInput, type RobotShown } from "./robot-schema";

/** Permissions in the order of the list, with the repositories they are limited to. */
function projectRow(project: string | null, keys: ReadonlySet<string>, repositories: string[] | undefined) {
  const permissions = PROJECT_ACCESS_KEYS.filter((key) => keys.has(key));
  return { project, permissions, ...(repositories && { repositories }) };
}

/**
 * The access of a project's robot, without duplicates.
 * @param previous the robot's current access, if it exists
 */
export function projectAccess(permission: PermissionInput, previous?: RobotAccess): RobotAccess {
  const keys = new Set(keysOf(permission));
  return { projects: [projectRow(permission.namespace, keys, patternsOf(permission, previous))], system: [] };
}

type Namespaces = Map<string | null, { keys: Set<string>; repositories: string[] | undefined }>;

/**
 * Converts permission objects to a system robot's access; several objects for one namespace are merged.
 * @param previous the robot's current access, if it exists
 * @throws AppError NOT_FOUND for a namespace that can't be a project; BAD_REQUEST for too many, and for one whose
 * repositories contradict each other
 */
export function systemAccess(permissions: readonly PermissionInput[], previous?: RobotAccess): RobotAccess {
  const projects: Namespaces = new Map();
  const system = new Set<string>();
  for (const permission of permissions) {
    const keys = permission.kind === "system" ? system : permissionsIn(projects, permission, previous);
    for (const key of keysOf(permission)) keys.add(key);
  }
  if (projects.size > MAX_ROBOT_PROJECTS)
    throw new AppError("BAD_REQUEST", `at most ${MAX_ROBOT_PROJECTS} projects; use namespace * for every project`);
  return {
    projects: Array.from(projects, ([project, { keys, repositories }]) => projectRow(project, keys, repositories)),
    system: SYSTEM_PERMISSION_KEYS.filter((key) => system.has(key)),
  };
}

function permissionsIn(
  projects: Namespaces,
  permission: PermissionInput,
  previous: RobotAccess | undefined,
): Set<string> {
  const { namespace } = permission;
  const project = namespace === "*" ? null : namespace;
  if (project !== null && !projectNameSchema.safeParse(project).success) {
    const message = `project ${project.toWellFormed().slice(0, 128)} not found`;
    throw new AppError("NOT_FOUND", message, { fields: { projects: message } });
  }
  const repositories = patternsOf(permission, previous);
  const known = projects.get(project) ?? { keys: new Set<string>(), repositories };
  if (formatPatterns(known.repositories) !== formatPatterns(repositories))
    throw new AppError("BAD_REQUEST", `namespace ${namespace} is listed twice with different repositories`);
  projects.set(project, known);
  return known.keys;
}

/** Never empty, because Terraform's provider reads the first without looking: a system robot can outlive its only project. */
export function shownPermissions({ projects, system }: RobotAccess): RobotShown["permissions"] {
  const pairs = (keys: readonly string[]) => keys.map(pairOf);
  if (projects.length + system.length === 0) return [{ kind: "system", namespace: "/", access: [] }];
  return [
    ...(system.length > 0 ? [{ kind: "system" as const, namespace: "/", access: pairs(system) }] : []),
    ...projects.map((row) => ({
      kind: "project" as const,
      namespace: row.project ?? "*",
      access: pairs(row.permissions),
      repositories: shownRepositories(row),
    })),
  ];
}

export function pairOf(key: string): { resource: string; action: string } {
  const [resource = "", action = ""] = key.split(":");
  return { resource, action };
}
