import type { Caller } from "@/lib/access/caller";
import type { ListAuditInput } from "@/lib/audit/schema";
import {
  AUDIT_ACTION_TEXTS,
  type AuditAction,
  type AuditCursor,
  type AuditResult,
  formatCursor,
} from "@/lib/audit/schema";
import { getDb } from "@/lib/db/client";
import { type AuditDetail, describeDetails } from "./details";
import { resolveNames } from "./names";
import { AUDIT_COLUMNS, auditRows, cursorOf, type StoredAuditRow } from "./rows";
import { type AuditScope, type AuditWhere, auditScope, auditWhere } from "./scope";

/** `at` is ISO 8601. `exists` and `home` say whether there is a page that the reader may open. */
export type AuditRow = {
  id: number;
  at: string;
  actor: { type: string; name: string };
  action: string;
  text: string;
  result: AuditResult;
  project: { name: string; exists: boolean } | null;
  robot: { name: string; home: { id: number; project: string | null } | null } | null;
  /** A person, a key or a requested name; null if it is the actor. */
  target: string | null;
  address: string | null;
  requestId: string | null;
  details: AuditDetail[];
};

/** Rows newest first, and the cursors of the adjacent pages. */
export type AuditPage = { rows: AuditRow[]; newer: string | null; older: string | null };

/**
 * One page of activity of a project, or of the instance if null.
 * @throws AppError NOT_FOUND without a role in the project; for the instance, for anyone but system admins
 */
export async function listAudit(caller: Caller, project: string | null, input: ListAuditInput): Promise<AuditPage> {
  const scope = await auditScope(caller, project);
  const where = auditWhere(scope, await resolveNames(scope, input));
  const { rows, hasNewer, hasOlder } = await findPage(where, input);
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows: await toDtos(scope, rows),
    newer: hasNewer ? placeOf(first, input.before) : null,
    older: hasOlder ? placeOf(last, null) : null,
  };
}

const ROBOT_TRAIL_ROWS = 50;

/**
 * The activity of one robot of a project, or of a system robot if null: newest first, at most 50 rows. Found by id,
 * because an earlier robot may have had the same name.
 * @returns `more`: whether there are older rows
 * @throws AppError NOT_FOUND without a role in the project; for a system robot, for anyone but system admins
 */
export async function listRobotAudit(
  caller: Caller,
  project: string | null,
  robotId: number,
): Promise<{ rows: AuditEntry[]; more: boolean }> {
  const scope = await auditScope(caller, project);
  const projectId = scope?.id ?? null;
  const found = await getDb().auditEvent.findMany({
    where: { robotId, projectId },
    orderBy: { id: "desc" },
    take: ROBOT_TRAIL_ROWS + 1,
    select: AUDIT_COLUMNS,
  });
  return { rows: found.slice(0, ROBOT_TRAIL_ROWS).map(toEntry), more: found.length > ROBOT_TRAIL_ROWS };
}

type FoundPage = { rows: StoredAuditRow[]; hasNewer: boolean; hasOlder: boolean };

type Paging = Pick<ListAuditInput, "before" | "after" | "size">;

async function findPage(where: AuditWhere, { before, after, size }: Paging): Promise<FoundPage> {
  if (after) {
    const found = await auditRows(where, size + 1, after, "newer");
    // Too few for a page, so these are the newest rows: show a full first page.
    if (found.length < size) return findPage(where, { before: null, after: null, size });
    const rows = found.slice(0, size).reverse();
    return { rows, hasNewer: found.length > size, hasOlder: await hasRows(where, rows.at(-1), "older") };
  }
  const found = await auditRows(where, size + 1, before);
  const rows = found.slice(0, size);
  const hasNewer = before !== null && (rows.length === 0 || (await hasRows(where, rows[0], "newer")));
  return { rows, hasNewer, hasOlder: found.length > size };
}

async function hasRows(where: AuditWhere, row: StoredAuditRow | undefined, side: "older" | "newer"): Promise<boolean> {
  return row !== undefined && (await auditRows(where, 1, cursorOf(row), side)).length > 0;
}

function placeOf(row: StoredAuditRow | undefined, otherwise: AuditCursor | null): string | null {
  const cursor = row ? cursorOf(row) : otherwise;
  return cursor && formatCursor(cursor);
}

async function toDtos(scope: AuditScope, rows: StoredAuditRow[]): Promise<AuditRow[]> {
  const [robots, projects] = await Promise.all([existingRobots(rows), existingProjects(rows)]);
  return rows.map((row) => {
    const robot = row.robotId === null ? undefined : robots.get(row.robotId);
    // Readers of a project's log may not know of other projects.
    const isVisible = robot && (scope === null || robot.projectId === scope.id);
    const home = isVisible ? { id: robot.id, project: robot.project?.name ?? null } : null;
    return {
      ...toEntry(row),
      project: row.projectName === null ? null : { name: row.projectName, exists: projects.has(row.projectId) },
      robot: row.robotName === null ? null : { name: row.robotName, home },
    };
  });
}

/** A row without links to the project and the robot, which would have to be looked up. */
export type AuditEntry = Omit<AuditRow, "project" | "robot">;

function toEntry(row: StoredAuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { type: row.actorType, name: row.actorName },
    action: row.action,
    text: auditText(row.action, row.result),
    result: row.result as AuditResult,
    target: row.targetName === row.actorName ? null : row.targetName,
    address: row.address,
    requestId: row.requestId,
    details: describeDetails(row.details),
  };
}

/** Falls back to the key for an action unknown to this version. */
export function auditText(action: string, result: string): string {
  const texts = Object.hasOwn(AUDIT_ACTION_TEXTS, action) ? AUDIT_ACTION_TEXTS[action as AuditAction] : null;
  if (!texts) return action;
  return result === "success" ? texts.done : texts.tried;
}

async function existingRobots(rows: StoredAuditRow[]) {
  const ids = distinct(rows.map(({ robotId }) => robotId));
  const robots = await getDb().robot.findMany({
    where: { id: { in: ids } },
    select: { id: true, projectId: true, project: { select: { name: true } } },
  });
  return new Map(robots.map((robot) => [robot.id, robot]));
}

async function existingProjects(rows: StoredAuditRow[]): Promise<Set<number | null>> {
  const ids = distinct(rows.map(({ projectId }) => projectId));
  const projects = await getDb().project.findMany({ where: { id: { in: ids } }, select: { id: true } });
  return new Set(projects.map(({ id }) => id));
}

function distinct(ids: (number | null)[]): number[] {
  return [...new Set(ids)].filter((id) => id !== null);
}
