import type { Actor } from "@/lib/access/caller";
import type { AuditCursor, AuditFilter } from "@/lib/audit/schema";
import { Slices } from "@/lib/audit/slices";
import { csvRecord } from "./csv";
import { auditText } from "./queries";
import { auditRows, cursorOf, type StoredAuditRow } from "./rows";
import { type AuditWhere, auditScope, auditWhere } from "./scope";

/** Rows read and written at a time: memory stays flat however long the log is, and others are answered meanwhile. */
const SLICE = { first: 100, least: 50, most: 1000 };

const HEADER = [
  ...["id", "time", "actor", "actor type", "action", "what happened", "result"],
  ...["project", "robot", "target", "address", "request id", "details"],
];

/**
 * A project's or, with null, the instance's activity as CSV, newest first: the header, then pieces of up to a thousand
 * records. Rows written after it began are not in it. Whoever stops reading stops the queries.
 * @throws AppError NOT_FOUND like the page, or whatever the first read fails with, before anything is written
 */
export async function exportAudit(
  actor: Actor,
  project: string | null,
  filter: AuditFilter,
): Promise<AsyncGenerator<string, void>> {
  const scope = await auditScope(actor, project);
  const where = await auditWhere(scope, filter);
  const slices = new Slices(SLICE);
  return records(where, slices, await nextSlice(where, slices, null));
}

/** Records as text, and where the next ones begin; null after the last. */
type Piece = { text: string; next: AuditCursor | null };

function nextSlice(where: AuditWhere, slices: Slices, from: AuditCursor | null): Promise<Piece> {
  return slices.run(async (size) => {
    const rows: StoredAuditRow[] = await auditRows(where, size, from);
    const last = rows.at(-1);
    return { text: rows.map(toRecord).join(""), next: last && rows.length === size ? cursorOf(last) : null };
  });
}

async function* records(where: AuditWhere, slices: Slices, first: Piece): AsyncGenerator<string, void> {
  yield csvRecord(HEADER) + first.text;
  for (let { next } = first; next; ) {
    const piece: Piece = await nextSlice(where, slices, next);
    if (piece.text) yield piece.text;
    next = piece.next;
  }
}

function toRecord(row: StoredAuditRow): string {
  return csvRecord([
    ...[row.id, row.at.toISOString(), row.actorName, row.actorType],
    ...[row.action, auditText(row.action, row.result), row.result],
    ...[row.projectName, row.robotName, row.targetName, row.address, row.requestId, row.details],
  ]);
}
