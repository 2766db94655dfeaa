import type { Actor } from "../auth/context";
import { csvRecord } from "./csv";
import { auditRows, auditText, cursorOf, type StoredAuditRow } from "./queries";
import type { AuditCursor, AuditFilter } from "./schema";
import { auditScope, auditWhere } from "./scope";

/** Rows read and written at a time: memory stays flat however long the log is. */
const BATCH = 1000;

const HEADER = [
  ...["id", "time", "actor", "actor type", "action", "what happened", "result"],
  ...["project", "robot", "target", "address", "request id", "details"],
];

/**
 * A project's or, with null, the instance's activity as CSV, newest first: the header, then pieces of up to a thousand
 * records. Rows written after it began are not in it. Whoever stops reading stops the queries.
 * @throws AppError NOT_FOUND like the page, before anything is written
 */
export async function exportAudit(
  actor: Actor,
  project: string | null,
  filter: AuditFilter,
): Promise<AsyncGenerator<string, void>> {
  const scope = await auditScope(actor, project);
  return records(await auditWhere(scope, filter));
}

async function* records(where: Awaited<ReturnType<typeof auditWhere>>): AsyncGenerator<string, void> {
  yield csvRecord(HEADER);
  let from: AuditCursor | null = null;
  for (;;) {
    const rows: StoredAuditRow[] = await auditRows(where, BATCH, from);
    if (rows.length > 0) yield rows.map(toRecord).join("");
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    from = cursorOf(last);
  }
}

function toRecord(row: StoredAuditRow): string {
  return csvRecord([
    ...[row.id, row.at.toISOString(), row.actorName, row.actorType],
    ...[row.action, auditText(row.action, row.result), row.result],
    ...[row.projectName, row.robotName, row.targetName, row.address, row.requestId, row.details],
  ]);
}
