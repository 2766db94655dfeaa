import type { Caller } from "@/lib/access/caller";
import { systemPermissions } from "@/lib/access/grants";
import { loginName } from "@/lib/access/robot-name";
import { AUDIT_SPANS, type AuditCursor, type AuditFilter } from "@/lib/audit/schema";
import { getDb } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { readableProject } from "@/lib/projects/access";

const HOUR_MS = 3_600_000;

/** Whose activity is read: one project's, or with null the whole instance's. */
export type AuditScope = { id: number; name: string } | null;

/**
 * The activity that the caller asks for. Any role may read a project's; the instance's is for system admins. Robots need
 * the permission for either.
 * @param project a project's name, or null for the whole instance
 * @throws AppError NOT_FOUND for everybody else
 */
export async function auditScope(caller: Caller, project: string | null): Promise<AuditScope> {
  if (project !== null) return readableProject(caller, { name: project }, "log:list");
  const isAllowed = caller.type === "user" ? caller.isAdmin : systemPermissions(caller.grants).has("audit-log:list");
  if (!isAllowed) throw new AppError("NOT_FOUND", "This page does not exist.");
  return null;
}

/**
 * The database's condition for a scope and a filter: equalities and a range of time, so that an index serves it.
 * `along`: null when one index holds all of it; else the part that one does, and the rest is looked for row by row.
 */
export async function auditWhere(scope: AuditScope, filter: AuditFilter) {
  const { action, result, project, actor } = filter;
  const robot = filter.robot && (await robotLoginName(scope, filter.robot));
  const from = filter.span ? new Date(Date.now() - AUDIT_SPANS[filter.span] * HOUR_MS) : filter.from;
  // A robot has few rows. Written as a range, the other conditions do not lure SQLite, which has no statistics, to their index.
  const is = <Value>(value: Value) => (robot ? { gte: value, lte: value } : { equals: value });
  // Usernames are lower case; people type them as they like.
  const isPerson = (name: string) => (name === name.toLowerCase() ? is(name) : { in: [name, name.toLowerCase()] });
  const place = scope ? { projectId: is(scope.id) } : project && { projectName: is(project) };
  const time = (from || filter.to) && { at: { ...(from && { gte: from }), ...(filter.to && { lt: filter.to }) } };
  const rest = {
    ...(actor && { actorName: isPerson(actor) }),
    ...(action && { action: is(action) }),
    ...(result && { result: is(result) }),
  };
  // Each of the rest has an index, alone and with a project's id; two of them, a name in two spellings and a project's
  // name with any of them have none.
  const conditions = Object.keys(rest).length + (!scope && project ? 1 : 0);
  const isIndexed = robot !== "" || (conditions <= 1 && actor === actor.toLowerCase());
  return {
    where: { ...place, ...rest, ...(robot && { robotName: robot }), ...time },
    along: isIndexed ? null : { ...place, ...time },
  };
}

/** What {@link auditWhere} makes of a scope and a filter. */
export type AuditWhere = Awaited<ReturnType<typeof auditWhere>>;

/** People type a robot's variable name as often as its login name: takes either. */
async function robotLoginName(scope: AuditScope, typed: string): Promise<string> {
  if (typed.includes("+")) return typed;
  const known = await getDb().auditEvent.findFirst({ where: { robotName: typed }, select: { id: true } });
  return known ? typed : loginName(env().ROBOT_NAME_PREFIX, scope?.name ?? null, typed);
}

/** Rows on the other side of {@link beside}, and the one at the place itself. */
export function upTo(cursor: AuditCursor, side: "older" | "newer") {
  const at = new Date(cursor.at);
  return side === "older"
    ? { at: { gte: at }, OR: [{ at: { gt: at } }, { id: { gte: cursor.id } }] }
    : { at: { lte: at }, OR: [{ at: { lt: at } }, { id: { lte: cursor.id } }] };
}

/** Rows on one side of a place. `at` twice: the plain range is what an index can follow, the rest only breaks ties. */
export function beside(cursor: AuditCursor, side: "older" | "newer") {
  const at = new Date(cursor.at);
  return side === "older"
    ? { at: { lte: at }, OR: [{ at: { lt: at } }, { id: { lt: cursor.id } }] }
    : { at: { gte: at }, OR: [{ at: { gt: at } }, { id: { gt: cursor.id } }] };
}
