import type { Caller } from "@/lib/access/caller";
import { systemPermissions } from "@/lib/access/grants";
import { AUDIT_SPANS, type AuditCursor, type AuditFilter } from "@/lib/audit/schema";
import { AppError } from "@/lib/errors";
import { readableProject } from "@/lib/projects/access";

const HOUR_MS = 3_600_000;

/** One project, or null for the whole instance. */
export type AuditScope = { id: number; name: string } | null;

/**
 * Authorizes reading activity: of a project with any role in it, of the instance for system admins. Robots need a
 * permission for either.
 * @param project a project's name, or null for the whole instance
 * @throws AppError NOT_FOUND for anyone else
 */
export async function auditScope(caller: Caller, project: string | null): Promise<AuditScope> {
  if (project !== null) return readableProject(caller, { name: project }, "log:list");
  const isAllowed = caller.type === "user" ? caller.isAdmin : systemPermissions(caller.grants).has("audit-log:list");
  if (!isAllowed) throw new AppError("NOT_FOUND", "This page does not exist.");
  return null;
}

/** How a column of names is matched. */
export type NameCondition = { equals: string } | { in: string[] } | { contains: string };

/** A filter whose names are conditions. */
export type ResolvedFilter = Omit<AuditFilter, "actor" | "robot" | "project"> &
  Record<"actor" | "robot" | "project", NameCondition | null>;

const isOne = (name: NameCondition | null): name is { equals: string } => name !== null && "equals" in name;

/**
 * The database condition for a scope and a filter: equalities and a range of time, which an index can serve.
 * `along`: null if one index covers all of it; otherwise the part that an index covers, the rest is scanned row by row.
 */
export function auditWhere(scope: AuditScope, filter: ResolvedFilter) {
  const { action, result, project, actor, robot } = filter;
  const from = filter.span ? new Date(Date.now() - AUDIT_SPANS[filter.span] * HOUR_MS) : filter.from;
  // A robot has few rows, but without statistics SQLite may pick another index. It doesn't if the other conditions are ranges.
  const is = <Value>(value: Value) => (isOne(robot) ? { gte: value, lte: value } : { equals: value });
  const isNamed = (name: NameCondition) => (isOne(name) ? is(name.equals) : name);
  const place = scope ? { projectId: is(scope.id) } : isOne(project) ? { projectName: is(project.equals) } : {};
  const time = (from || filter.to) && { at: { ...(from && { gte: from }), ...(filter.to && { lt: filter.to }) } };
  const rest = {
    ...(!scope && project && !isOne(project) && { projectName: isNamed(project) }),
    ...(actor && { actorName: isNamed(actor) }),
    ...(robot && !isOne(robot) && { robotName: robot }),
    ...(action && { action: is(action) }),
    ...(result && { result: is(result) }),
  };
  // Each of these has an index, alone and with a project's id. Two of them, several names, or a project's name with any of
  // them, do not.
  const several = [project, actor, robot].some((name) => name && !isOne(name));
  const conditions = Object.keys(rest).length + (!scope && project ? 1 : 0);
  const isIndexed = isOne(robot) || (conditions <= 1 && !several);
  return {
    where: { ...place, ...rest, ...(isOne(robot) && { robotName: robot.equals }), ...time },
    along: isIndexed ? null : { ...place, ...time },
  };
}

export type AuditWhere = ReturnType<typeof auditWhere>;

/** Rows up to and including the cursor: the complement of {@link beside}. */
export function upTo(cursor: AuditCursor, side: "older" | "newer") {
  const at = new Date(cursor.at);
  return side === "older"
    ? { at: { gte: at }, OR: [{ at: { gt: at } }, { id: { gte: cursor.id } }] }
    : { at: { lte: at }, OR: [{ at: { lt: at } }, { id: { lte: cursor.id } }] };
}

/** Rows on one side of a cursor. `at` appears twice: an index can use the plain range, the rest only breaks ties. */
export function beside(cursor: AuditCursor, side: "older" | "newer") {
  const at = new Date(cursor.at);
  return side === "older"
    ? { at: { lte: at }, OR: [{ at: { lt: at } }, { id: { lt: cursor.id } }] }
    : { at: { gte: at }, OR: [{ at: { gt: at } }, { id: { gt: cursor.id } }] };
}
