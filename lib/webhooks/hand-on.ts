import { databaseNow } from "../db/clock";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { payloadOf } from "./payload";
import type { WebhookFormat } from "./schema";

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

/** Deliveries to the webhooks that subscribe to an event: the instance's, and those of its project. */
export const toWebhooks: Receiver = async (tx, events, now) => {
  const projects = [...new Set(events.flatMap(({ projectId }) => projectId ?? []))];
  const endpoints = await tx.webhookEndpoint.findMany({
    where: { active: true, OR: [{ projectId: null }, { projectId: { in: projects } }] },
    select: { id: true, projectId: true, events: true, format: true, withAddresses: true },
  });
  const data = events.flatMap((event) =>
    endpoints
      .filter(({ projectId }) => projectId === null || projectId === event.projectId)
      .filter((endpoint) => endpoint.events.split(" ").includes(event.type))
      .map(({ id: endpointId, format, withAddresses }) => ({
        kind: "webhook",
        key: `${event.key} ${endpointId}`,
        eventKey: event.key,
        eventType: event.type,
        endpointId,
        payload: payloadOf(event, format as WebhookFormat, withAddresses),
        nextAt: now,
      })),
  );
  if (data.length > 0) await tx.outbox.createMany({ data });
};
