import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { AppError } from "../errors";
import { projectNameSchema } from "../projects/schema";
import { MAX_ROBOT_PROJECTS, type RobotAccess } from "../robots/schema";
import type { PermissionInput, RobotShown } from "./robot-schema";

const keysOf = ({ access }: PermissionInput) => access.map(({ resource, action }) => `${resource}:${action}`);

/** The permission object of a project's robot, in the catalog's order and each permission once. */
export function projectAccess(permission: PermissionInput): RobotAccess {
  const wanted = new Set(keysOf(permission));
  const permissions = PROJECT_ACCESS_KEYS.filter((key) => wanted.has(key));
  return { projects: [{ project: permission.namespace, permissions }], system: [] };
}

/**
 * The permission objects of a system robot; several for one project are merged.
 * @throws AppError NOT_FOUND for a namespace that is not a valid project name; BAD_REQUEST for too many
 */
export function systemAccess(permissions: readonly PermissionInput[]): RobotAccess {
  const projects = new Map<string | null, Set<string>>();
  const system = new Set<string>();
  for (const permission of permissions) {
    const held = permission.kind === "system" ? system : heldIn(projects, permission.namespace);
    for (const key of keysOf(permission)) held.add(key);
  }
  if (projects.size > MAX_ROBOT_PROJECTS)
    throw new AppError("BAD_REQUEST", `at most ${MAX_ROBOT_PROJECTS} projects; namespace * is every project`);
  return {
    projects: Array.from(projects, ([project, held]) => ({
      project,
      permissions: PROJECT_ACCESS_KEYS.filter((key) => held.has(key)),
    })),
    system: SYSTEM_PERMISSION_KEYS.filter((key) => system.has(key)),
  };
}

function heldIn(projects: Map<string | null, Set<string>>, namespace: string): Set<string> {
  const project = namespace === "*" ? null : namespace;
  if (project !== null && !projectNameSchema.safeParse(project).success) {
    const message = `project ${project.toWellFormed().slice(0, 128)} not found`;
    throw new AppError("NOT_FOUND", message, { fields: { projects: message } });
  }
  const held = projects.get(project) ?? new Set();
  projects.set(project, held);
  return held;
}

/** A robot's access as permission objects. */
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

/** A permission key as a pair. */
export function pairOf(key: string): { resource: string; action: string } {
  const [resource = "", action = ""] = key.split(":");
  return { resource, action };
}
