import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { AppError } from "../errors";
import { projectNameSchema } from "../projects/schema";
import { MAX_ROBOT_PROJECTS, type RobotAccess } from "../robots/schema";
import type { PermissionInput, RobotShown } from "./robot-schema";

const keysOf = ({ access }: PermissionInput) => access.map(({ resource, action }) => `${resource}:${action}`);

/** The access of a project's robot, without duplicates, in the order of the permission list. */
export function projectAccess(permission: PermissionInput): RobotAccess {
  const wanted = new Set(keysOf(permission));
  const permissions = PROJECT_ACCESS_KEYS.filter((key) => wanted.has(key));
  return { projects: [{ project: permission.namespace, permissions }], system: [] };
}

/**
 * Converts permission objects to a system robot's access; several objects for one namespace are merged.
 * @throws AppError NOT_FOUND for a namespace that can't be a project; BAD_REQUEST for too many
 */
export function systemAccess(permissions: readonly PermissionInput[]): RobotAccess {
  const projects = new Map<string | null, Set<string>>();
  const system = new Set<string>();
  for (const permission of permissions) {
    const keys = permission.kind === "system" ? system : permissionsIn(projects, permission.namespace);
    for (const key of keysOf(permission)) keys.add(key);
  }
  if (projects.size > MAX_ROBOT_PROJECTS)
    throw new AppError("BAD_REQUEST", `at most ${MAX_ROBOT_PROJECTS} projects; use namespace * for every project`);
  return {
    projects: Array.from(projects, ([project, keys]) => ({
      project,
      permissions: PROJECT_ACCESS_KEYS.filter((key) => keys.has(key)),
    })),
    system: SYSTEM_PERMISSION_KEYS.filter((key) => system.has(key)),
  };
}

function permissionsIn(projects: Map<string | null, Set<string>>, namespace: string): Set<string> {
  const project = namespace === "*" ? null : namespace;
  if (project !== null && !projectNameSchema.safeParse(project).success) {
    const message = `project ${project.toWellFormed().slice(0, 128)} not found`;
    throw new AppError("NOT_FOUND", message, { fields: { projects: message } });
  }
  const keys = projects.get(project) ?? new Set();
  projects.set(project, keys);
  return keys;
}

export function shownPermissions({ projects, system }: RobotAccess): RobotShown["permissions"] {
  const pairs = (keys: readonly string[]) => keys.map(pairOf);
  return [
    ...(system.length > 0 ? [{ kind: "system" as const, namespace: "/", access: pairs(system) }] : []),
    ...projects.map(({ project, permissions }) => ({
      kind: "project" as const,
      namespace: project ?? "*",
      access: pairs(permissions),
    })),
  ];
}

export function pairOf(key: string): { resource: string; action: string } {
  const [resource = "", action = ""] = key.split(":");
  return { resource, action };
}
