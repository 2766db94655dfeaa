import type { Actor } from "@/lib/access/caller";
import type { AuditCursor, AuditFilter } from "@/lib/audit/schema";
import { Slices } from "@/lib/audit/slices";
import { csvRecord } from "./csv";
import { resolveNames } from "./names";
import { auditText } from "./queries";
import { auditRows, cursorOf, type StoredAuditRow } from "./rows";
import { type AuditWhere, auditScope, auditWhere } from "./scope";

/** Rows per slice: memory use doesn't depend on the length of the log, and other requests run in between. */
const SLICE = { first: 100, least: 50, most: 1000 };

const HEADER = [
  ...["id", "time", "actor", "actor type", "action", "what happened", "result"],
  ...["project", "robot", "target", "address", "request id", "details"],
];

/**
 * Exports the activity of a project, or of the instance if null, as CSV, newest first: the header, then pieces of up to a
 * thousand records. Rows written after the start are not included. Queries stop when the reader does.
 * @throws AppError NOT_FOUND like the page, or the error of the first read, before anything is written
 */
export async function exportAudit(
  actor: Actor,
  project: string | null,
  filter: AuditFilter,
): Promise<AsyncGenerator<string, void>> {
  const scope = await auditScope(actor, project);
  const where = auditWhere(scope, await resolveNames(scope, filter));
  const slices = new Slices(SLICE);
  return records(where, slices, await nextSlice(where, slices, null));
}

/** `next`: where the next records begin; null after the last. */
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
