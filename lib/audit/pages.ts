import type { Caller } from "../auth/context";
import { getDb } from "../db/client";
import { skipTake } from "../pagination";
import { readableProject } from "../projects/access";
import { auditFilterSchema } from "./schema";
import { auditScope, auditWhere } from "./scope";

/** A row of the log as the REST API tells of it. */
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

const RECORD_COLUMNS = {
  id: true,
  at: true,
  actorName: true,
  action: true,
  result: true,
  projectName: true,
  robotName: true,
  targetName: true,
} as const;

type FindAudit = { actor: string; from: Date | null; to: Date | null; dir: "asc" | "desc"; page: number; size: number };

/**
 * One numbered page of a project's or, with null, of the instance's activity, and how many rows there are in all.
 * @throws AppError NOT_FOUND when the caller may not see it; FORBIDDEN for a robot without the permission
 */
export async function findAuditRows(
  caller: Caller,
  project: { name: string } | { id: number } | null,
  { actor, from, to, dir, ...paging }: FindAudit,
): Promise<{ rows: AuditRecord[]; total: number }> {
  const scope = project ? await readableProject(caller, project, "log:list") : await auditScope(caller, null);
  const filter = { ...auditFilterSchema.parse({}), actor, from, to };
  const where = await auditWhere(scope, filter);
  const [rows, total] = await Promise.all([
    getDb().auditEvent.findMany({
      where,
      orderBy: [{ at: dir }, { id: dir }],
      ...skipTake(paging),
      select: RECORD_COLUMNS,
    }),
    getDb().auditEvent.count({ where }),
  ]);
  return { rows, total };
}
