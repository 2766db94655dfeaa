import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { LEASE_MS, SKEW_MS } from "./task";

const BATCH = 20;

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

/** Claims the deliveries that have been due longest. Of several instances, each gets others. */
export async function claimDeliveries(by: string): Promise<Claimed[]> {
  const now = await databaseNow();
  return withTransaction(async (tx) => {
    const id = { in: await dueIds(tx, now) };
    if (id.in.length === 0) return [];
    await tx.outbox.updateMany({
      where: { id },
      data: { leaseUntil: new Date(now.getTime() + LEASE_MS), leaseBy: by },
    });
    const rows = await tx.outbox.findMany({ where: { id }, orderBy: { id: "asc" }, select: COLUMNS });
    return rows.map((row) => ({ ...row, leaseBy: by }));
  });
}

/** On SQLite the transaction is the only writer. On Postgres, rows that another instance is claiming are skipped. */
async function dueIds(tx: Tx, now: Date): Promise<number[]> {
  const wrong = new Date(now.getTime() + LEASE_MS + SKEW_MS);
  if (env().DATABASE_PROVIDER === "sqlite") {
    const isFree = { OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }, { leaseUntil: { gt: wrong } }] };
    const where = { state: "pending", nextAt: { lte: now }, ...isFree };
    const orderBy = [{ nextAt: "asc" as const }, { id: "asc" as const }];
    const rows = await tx.outbox.findMany({ where, orderBy, take: BATCH, select: { id: true } });
    return rows.map(({ id }) => id);
  }
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "Outbox"
    WHERE "state" = 'pending' AND "nextAt" <= ${now}
      AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now} OR "leaseUntil" > ${wrong})
    ORDER BY "nextAt", "id" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
  return rows.map(({ id }) => id);
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
