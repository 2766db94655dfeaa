import { connectDb } from "../lib/db/client";
import { SUBSCRIBABLE } from "../lib/events/schema";

const WEBHOOKS = 20;
const DELIVERIES = 10_000;
const DAY_MS = 86_400_000;

/** As many webhooks as an instance can have, for every event, with deliveries that wait for their next try tomorrow. */
export async function giveWaitingDeliveries(databaseUrl: string): Promise<void> {
  const db = connectDb(databaseUrl);
  const webhook = { url: "https://192.0.2.1/hook", events: SUBSCRIBABLE.join(" "), createdByName: "bench" };
  const ids: number[] = [];
  for (let n = 0; n < WEBHOOKS; n++)
    ids.push((await db.webhookEndpoint.create({ data: { ...webhook, secretEncrypted: "" } })).id);
  const nextAt = new Date(Date.now() + DAY_MS);
  const row = (n: number) => ({
    ...{ kind: "webhook", key: `waiting ${n}`, eventKey: `evt_${n}`, eventType: "robot.updated", payload: "{}" },
    ...{ endpointId: ids[n % WEBHOOKS], nextAt, attempts: 9 },
  });
  await db.outbox.createMany({ data: Array.from({ length: DELIVERIES }, (_, n) => row(n)) });
  await db.$disconnect();
}
