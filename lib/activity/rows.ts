import type { AuditCursor } from "@/lib/audit/schema";
import { Slices } from "@/lib/audit/slices";
import { getDb } from "@/lib/db/client";
import { env } from "@/lib/env";
import { type AuditWhere, beside, upTo } from "./scope";

export const AUDIT_COLUMNS = {
  id: true,
  at: true,
  actorType: true,
  actorName: true,
  action: true,
  result: true,
  projectId: true,
  projectName: true,
  robotId: true,
  robotName: true,
  targetName: true,
  address: true,
  requestId: true,
  details: true,
} as const;

type Side = "older" | "newer";
type Condition = AuditWhere["where"];

/** Rows scanned at once if no index covers the whole condition. */
const WINDOW = { first: 1000, least: 200, most: 10_000 };

/**
 * The next rows on one side of a cursor, or the newest rows; nearest first. A scan on SQLite blocks the process, so if no
 * index covers the whole condition, it goes window by window, and other requests run in between.
 */
export async function auditRows(
  { where, along }: AuditWhere,
  take: number,
  from: AuditCursor | null,
  side: Side = "older",
) {
  if (!along || env().DATABASE_PROVIDER !== "sqlite") return read(where, take, from, side);
  const rows: StoredAuditRow[] = [];
  const windows = new Slices(WINDOW);
  for (let start = from; ; ) {
    const edge: AuditCursor | null = await windows.run(async (size) => {
      const end = await rowAfter(along, size, start, side);
      rows.push(...(await read(end ? { AND: [where, upTo(end, side)] } : where, take - rows.length, start, side)));
      return end;
    });
    if (!edge || rows.length >= take) return rows;
    start = edge;
  }
}

const orderOf = (side: Side) => (side === "older" ? "desc" : "asc");
const after = (where: Condition | { AND: object[] }, from: AuditCursor | null, side: Side) => ({
  AND: [where, from ? beside(from, side) : {}],
});

function read(where: Condition | { AND: object[] }, take: number, from: AuditCursor | null, side: Side) {
  const dir = orderOf(side);
  return getDb().auditEvent.findMany({
    where: after(where, from, side),
    orderBy: [{ at: dir }, { id: dir }],
    take,
    select: AUDIT_COLUMNS,
  });
}

/** Names are those at the time of the event. */
export type StoredAuditRow = Awaited<ReturnType<typeof read>>[number];

/** The cursor of the `count`th row after another, read from an index only; null if there are fewer. */
async function rowAfter(
  where: Condition,
  count: number,
  from: AuditCursor | null,
  side: Side,
): Promise<AuditCursor | null> {
  const dir = orderOf(side);
  const row = await getDb().auditEvent.findFirst({
    where: after(where, from, side),
    orderBy: [{ at: dir }, { id: dir }],
    skip: count - 1,
    select: { at: true, id: true },
  });
  return row && cursorOf(row);
}

/** Index entries skipped at once. */
const STEPS = { first: 5000, least: 1000, most: 50_000 };

/** The cursor of the `count`th row from one end of the log; null if there are fewer. */
export async function placeAfter({ where }: AuditWhere, count: number, side: Side): Promise<AuditCursor | null> {
  const steps = new Slices(STEPS);
  let place: AuditCursor | null = null;
  for (let left = count; left > 0; ) {
    const step = Math.min(steps.rows, left);
    place = await steps.run(() => rowAfter(where, step, place, side));
    if (!place) return null;
    left -= step;
  }
  return place;
}

export function cursorOf({ at, id }: { at: Date; id: number }): AuditCursor {
  return { at: at.getTime(), id };
}
