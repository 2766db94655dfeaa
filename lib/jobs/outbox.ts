import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { Prisma } from "../db/generated/sqlite/client";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { LEASE_MS, SKEW_MS } from "./task";

/** A delivery that this instance alone may make until its lease ends. */
export type Claimed = {
  id: number;
  kind: string;
  eventKey: string;
  eventType: string;
  endpointId: number | null;
  receiver: string | null;
  payload: string;
  attempts: number;
  createdAt: Date;
  leaseBy: string;
};

const COLUMNS = {
  id: true,
  kind: true,
  eventKey: true,
  eventType: true,
  endpointId: true,
  receiver: true,
  payload: true,
  attempts: true,
  createdAt: true,
} as const;

/** Deliveries by webhook; those to mail servers are all at 0. */
export type ByEndpoint = ReadonlyMap<number, number>;
export const placeOf = ({ endpointId }: { endpointId: number | null }) => endpointId ?? 0;

type Room = {
  /** How many to claim. */
  count: number;
  /** How many this instance is sending to each webhook. */
  sending: ByEndpoint;
  /** How many it sends to one at most. */
  most: number;
};

/** Claims the deliveries that have been due longest. Of several instances, each gets others. */
export async function claimDeliveries(by: string, room: Room): Promise<Claimed[]> {
  if (room.count <= 0) return [];
  const now = await databaseNow();
  return withTransaction(async (tx) => {
    const id = { in: await idsWithRoom(tx, now, room) };
    if (id.in.length === 0) return [];
    await tx.outbox.updateMany({
      where: { id },
      data: { leaseUntil: new Date(now.getTime() + LEASE_MS), leaseBy: by },
    });
    const rows = await tx.outbox.findMany({ where: { id }, orderBy: { id: "asc" }, select: COLUMNS });
    return rows.map((row) => ({ ...row, leaseBy: by }));
  });
}

/** However much waits for one webhook, the others get their turn. */
async function idsWithRoom(tx: Tx, now: Date, { count, sending, most }: Room): Promise<number[]> {
  const taken = new Map(sending);
  const ids: number[] = [];
  for (;;) {
    const full = [...taken].flatMap(([place, number]) => (number >= most ? [place] : []));
    const take = count - ids.length;
    const due = await dueRows(tx, now, { take, ids, full });
    for (const row of due) {
      const already = taken.get(placeOf(row)) ?? 0;
      if (already >= most) continue;
      taken.set(placeOf(row), already + 1);
      ids.push(row.id);
    }
    if (due.length < take || ids.length === count) return ids;
  }
}

type Due = { id: number; endpointId: number | null };
type Except = { take: number; ids: readonly number[]; full: readonly number[] };

/** On SQLite the transaction is the only writer. On Postgres, rows that another instance is claiming are skipped. */
async function dueRows(tx: Tx, now: Date, { take, ids, full }: Except): Promise<Due[]> {
  const wrong = new Date(now.getTime() + LEASE_MS + SKEW_MS);
  const { sql, join } = Prisma;
  const except =
    full.length + ids.length === 0
      ? sql``
      : sql`AND "id" NOT IN (${join([0, ...ids])})
      AND COALESCE("endpointId", 0) NOT IN (${join([-1, ...full])})`;
  const isSqlite = env().DATABASE_PROVIDER === "sqlite";
  return tx.$queryRaw<Due[]>`
    SELECT "id", "endpointId" FROM "Outbox"
    WHERE "state" = 'pending' AND "nextAt" <= ${now}
      AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now} OR "leaseUntil" > ${wrong}) ${except}
    ORDER BY "nextAt", "id" LIMIT ${take} ${isSqlite ? sql`` : sql`FOR UPDATE SKIP LOCKED`}`;
}

type Result = {
  state: "sent" | "failed" | "pending";
  /** Until the next try. */
  waitMs?: number;
  status?: number | null;
  error?: string | null;
};

/**
 * Notes a try.
 * @returns false if the lease had ended and the delivery is another instance's now
 */
export async function noteTry(tx: Tx, { id, leaseBy }: Claimed, now: Date, result: Result): Promise<boolean> {
  const { state, waitMs = 0, status = null, error = null } = result;
  const { count } = await tx.outbox.updateMany({
    where: { id, leaseBy, state: "pending" },
    data: {
      ...{ state, lastStatus: status, lastError: error, leaseUntil: null, leaseBy: null },
      attempts: { increment: 1 },
      nextAt: new Date(now.getTime() + waitMs),
      endedAt: state === "pending" ? null : now,
    },
  });
  return count > 0;
}

const LONGEST_WAIT_MS = 30 * 3_600_000;

/** A try set for later than any wait was set while the clock was ahead. */
export async function bringForward(): Promise<void> {
  const now = await databaseNow();
  const tooLate = { gt: new Date(now.getTime() + LONGEST_WAIT_MS) };
  await getDb().outbox.updateMany({ where: { state: "pending", nextAt: tooLate }, data: { nextAt: now } });
}
