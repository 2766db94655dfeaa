import { databaseNow } from "../db/clock";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";

const BATCH = 100;

export type NewEvent = {
  id: number;
  key: string;
  type: string;
  at: Date;
  projectId: number | null;
  robotId: number | null;
  data: string;
};

/** Puts deliveries of these events into the outbox, in the transaction that marks the events as handed on. */
export type Receiver = (tx: Tx, events: readonly NewEvent[], now: Date) => Promise<void>;

/** Hands new events to their receivers, each event once. */
export async function handOnEvents(receivers: readonly Receiver[]): Promise<void> {
  for (;;) {
    const now = await databaseNow();
    const count = await withTransaction(async (tx) => {
      const events = await newEvents(tx);
      if (events.length === 0) return 0;
      for (const receive of receivers) await receive(tx, events, now);
      await tx.event.updateMany({ where: { id: { in: events.map(({ id }) => id) } }, data: { handedOn: true } });
      return events.length;
    });
    if (count < BATCH) return;
  }
}

/** On SQLite the transaction is the only writer. On Postgres, events that another instance is handing on are skipped. */
async function newEvents(tx: Tx): Promise<NewEvent[]> {
  const columns = { id: true, key: true, type: true, at: true, projectId: true, robotId: true, data: true } as const;
  if (env().DATABASE_PROVIDER === "sqlite")
    return tx.event.findMany({ where: { handedOn: false }, orderBy: { id: "asc" }, take: BATCH, select: columns });
  return tx.$queryRaw<NewEvent[]>`
    SELECT "id", "key", "type", "at", "projectId", "robotId", "data" FROM "Event"
    WHERE "handedOn" = FALSE ORDER BY "id" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
}
