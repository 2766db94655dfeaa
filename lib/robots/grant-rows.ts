import { formatAccess, formatSystemAccess } from "@/lib/access/permissions";
import { formatPatterns, limitFault } from "@/lib/access/repositories";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { projectIdOf, type RobotHome } from "./home";
import type { RobotAccess } from "./schema";

/** @throws AppError UNPROCESSABLE when the access of a project's robot reaches beyond that project */
function assertStaysHome(home: RobotHome, { projects, system }: RobotAccess): void {
  if (home.kind === "instance") return;
  if (system.length === 0 && projects.length === 1 && projects[0]?.project === home.name) return;
  const message = "A project’s robot account can only access that project.";
  throw new AppError("UNPROCESSABLE", message, { fields: { access: message } });
}

/**
 * Checks what verbs require of a robot's access.
 * @throws AppError BAD_REQUEST when permissions of the whole project are limited to some repositories; else as
 * {@link assertStaysHome}
 */
export function assertAccessFits(home: RobotHome, access: RobotAccess): void {
  assertStaysHome(home, access);
  for (const { permissions, repositories } of access.projects) {
    const message = limitFault(permissions, repositories);
    if (message) throw new AppError("BAD_REQUEST", message, { fields: { access: message } });
  }
}

/**
 * Stores the access of a robot that has none.
 * @throws AppError NOT_FOUND for a project that does not exist any more
 */
export async function insertGrants(tx: Tx, robotId: number, home: RobotHome, access: RobotAccess): Promise<void> {
  const rows = await grantRows(tx, home, access);
  await tx.robotGrant.createMany({ data: rows.map((row) => ({ robotId, ...row })) });
}

/** Replaces the access of a robot as a whole. Errors as {@link insertGrants}. */
export async function replaceGrants(tx: Tx, robotId: number, home: RobotHome, access: RobotAccess): Promise<void> {
  if (home.kind === "project") {
    const where = { robotId, kind: "project", projectId: projectIdOf(home) };
    const { permissions = [], repositories } = access.projects[0] ?? {};
    const data = { access: formatAccess(permissions), repositories: formatPatterns(repositories) };
    await tx.robotGrant.updateMany({ where, data });
    return;
  }
  const rows = await grantRows(tx, home, access);
  await tx.robotGrant.deleteMany({ where: { robotId } });
  await tx.robotGrant.createMany({ data: rows.map((row) => ({ robotId, ...row })) });
}

async function grantRows(tx: Tx, home: RobotHome, { projects, system }: RobotAccess) {
  const ids = await projectIds(
    tx,
    home,
    projects.flatMap(({ project }) => project ?? []),
  );
  const rows = projects.map(({ project, permissions, repositories }) => ({
    kind: "project",
    // Null stands for every project, so a name must never become null.
    projectId: project === null ? null : (ids.get(project) ?? fail(noSuchProject([project]))),
    access: formatAccess(permissions),
    repositories: formatPatterns(repositories),
  }));
  const instance = { kind: "system", projectId: null, access: formatSystemAccess(system), repositories: "" };
  return system.length > 0 ? [...rows, instance] : rows;
}

/** The ids of projects by name; of a home project it is known. */
async function projectIds(tx: Tx, home: RobotHome, names: string[]): Promise<Map<string, number>> {
  if (home.kind === "project") return new Map([[home.name, home.id]]);
  const found = await tx.project.findMany({ where: { name: { in: names } }, select: { id: true, name: true } });
  const ids = new Map(found.map(({ id, name }) => [name, id]));
  const missing = names.filter((name) => !ids.has(name));
  if (missing.length > 0) throw noSuchProject(missing);
  return ids;
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
