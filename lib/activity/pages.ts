import type { Caller } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { boundedTotal, COUNT_TAKE } from "@/lib/pagination";
import { readableProject } from "@/lib/projects/access";
import { auditRows, placeAfter } from "./rows";
import { type AuditWhere, auditScope, auditWhere, type NameCondition } from "./scope";

export type AuditRecord = {
  id: number;
  at: Date;
  actorName: string;
  action: string;
  result: string;
  projectName: string | null;
  robotName: string | null;
  targetName: string | null;
};

type FindAudit = { actor: string; from: Date | null; to: Date | null; dir: "asc" | "desc"; page: number; size: number };

/**
 * One numbered page of activity of a project, or of the instance if null, and the total as counted by
 * {@link boundedTotal}.
 * @throws AppError NOT_FOUND if the caller may not see it; FORBIDDEN for a robot without the permission
 */
export async function findAuditRows(
  caller: Caller,
  project: { name: string } | { id: number } | null,
  { actor, from, to, dir, ...paging }: FindAudit,
): Promise<{ rows: AuditRecord[]; total: number }> {
  const scope = project ? await readableProject(caller, project, "log:list") : await auditScope(caller, null);
  const where = auditWhere(scope, { ...NO_FILTER, actor: named(actor), from, to });
  const [found, counted] = await Promise.all([
    pageOf(where, paging, dir),
    getDb().auditEvent.count({ where: where.where, take: COUNT_TAKE }),
  ]);
  return { rows: found.slice(0, paging.size), total: boundedTotal(paging, found.length, counted) };
}

const NO_FILTER = { robot: null, project: null, action: null, result: null, span: null };

/** Usernames are lowercase; people type them in any case. */
function named(actor: string): NameCondition | null {
  if (!actor) return null;
  return actor === actor.toLowerCase() ? { equals: actor } : { in: [actor, actor.toLowerCase()] };
}

/** The rows of a page and the first row of the next, if any. */
async function pageOf(where: AuditWhere, { page, size }: { page: number; size: number }, dir: "asc" | "desc") {
  const side = dir === "desc" ? "older" : "newer";
  const before = (page - 1) * size;
  const place = before > 0 ? await placeAfter(where, before, side) : null;
  return before > 0 && !place ? [] : auditRows(where, size + 1, place, side);
}
