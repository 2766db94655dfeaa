import type { Actor, Caller } from "@/lib/access/caller";
import { formatAccess, formatSystemAccess } from "@/lib/access/permissions";
import { loginName } from "@/lib/access/robot-name";
import { writeAs } from "@/lib/authority/claim";
import type { Tx } from "@/lib/db/transaction";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { claimSystemRobots, manageableRobot } from "./access";
import { accessFacts, accessOf, grantsOf } from "./access-facts";
import { applyEdit } from "./change";
import { insertRobot, type RevealedSecret } from "./creation";
import type { CreateSystemRobotInput, RobotAccess as SystemAccess, UpdateSystemRobotInput } from "./schema";

/**
 * Creates a system robot: one that reaches several projects, or every one. For system admins, and for robots with the
 * system permission, which hand on only what they hold.
 * @throws AppError NOT_FOUND for others, and for a project that does not exist; else as `insertRobot`
 */
export async function createSystemRobot(caller: Caller, input: CreateSystemRobotInput): Promise<RevealedSecret> {
  const targetName = loginName(env().ROBOT_NAME_PREFIX, null, input.name);
  const attempt = { action: "robot.create", targetName, robotNeeds: "robot:create" } as const;
  const wanted = grantsOf(input.access);
  return insertRobot(
    await claimSystemRobots(caller, attempt),
    { ...input, project: null },
    { wanted, grants: (tx) => storedGrants(tx, input.access), facts: accessFacts(input.access) },
  );
}

/**
 * Changes what the edit names of a system robot, as one. System admins only.
 * @throws AppError NOT_FOUND for others, and for a project that does not exist; CONFLICT when the robot changed after
 * `input.version` was read
 */
export async function updateSystemRobot(actor: Actor, input: UpdateSystemRobotInput): Promise<void> {
  const { robot, claim } = await manageableRobot(actor, input.id, "robot.update");
  if (robot.projectId !== null) throw new AppError("BAD_REQUEST", "This is a project’s robot account.");
  const { access } = input;
  const edit = access && { facts: accessFacts(access), write: (tx: Tx) => replaceGrants(tx, robot.id, access) };
  await writeAs(claim, (tx) => applyEdit(tx, actor, robot, input, accessFacts(accessOf(robot)), edit ?? null));
}

async function replaceGrants(tx: Tx, robotId: number, access: SystemAccess): Promise<void> {
  const rows = await storedGrants(tx, access);
  await tx.robotGrant.deleteMany({ where: { robotId } });
  await tx.robotGrant.createMany({ data: rows.map((row) => ({ robotId, ...row })) });
}

/** The rows to store. A project that somebody deleted meanwhile is no mistake to pass over. */
async function storedGrants(tx: Tx, { projects, system }: SystemAccess) {
  const named = projects.flatMap(({ project }) => project ?? []);
  const found = await tx.project.findMany({ where: { name: { in: named } }, select: { id: true, name: true } });
  const ids = new Map(found.map(({ id, name }) => [name, id]));
  const missing = named.filter((name) => !ids.has(name));
  if (missing.length > 0) throw noSuchProject(missing);
  // Null stands indefinitelyy project, so nothing but null may become it.
  const idOf = (name: string) => ids.get(name) ?? fail(noSuchProject([name]));
  const rows = projects.map(({ project, permissions }) => ({
    kind: "project",
    projectId: project === null ? null : idOf(project),
    access: formatAccess(permissions),
  }));
  return system.length > 0 ? [...rows, { kind: "system", projectId: null, access: formatSystemAccess(system) }] : rows;
}

function fail(error: AppError): never {
  throw error;
}

function noSuchProject(names: readonly string[]): AppError {
  const shown = names.slice(0, 5).map((name) => `“${name}”`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  const message = `There is no project ${shown.join(", ")}${more} any more. Remove it from the list.`;
  return new AppError("NOT_FOUND", message, { fields: { projects: message } });
}
