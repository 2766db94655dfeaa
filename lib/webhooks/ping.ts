import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/access/caller";
import { recordAudit } from "../audit/service";
import { writeAs } from "../authority/claim";
import { databaseNow } from "../db/clock";
import { onCommit } from "../db/transaction";
import { wakeRunner } from "../jobs/wake";
import { hostIn, manageableWebhook } from "./access";
import { payloadOf } from "./payload";
import type { WebhookFormat } from "./schema";

/**
 * Sends a test event to a webhook, whether it is on or not.
 * @returns the delivery
 * @throws AppError NOT_FOUND or FORBIDDEN by role
 */
export async function testWebhook(actor: Actor, { id }: { id: number }): Promise<{ delivery: number }> {
  const { webhook, home, claim } = await manageableWebhook(actor, id, "webhook.test");
  const now = await databaseNow();
  const key = `evt_${randomBytes(18).toString("base64url")}`;
  const url = home ? `/projects/${home.name}/webhooks/${id}` : `/settings/webhooks/${id}`;
  const by = { type: actor.type, name: actor.username };
  const data = JSON.stringify({ ...(home && { project: home.name }), actor: by, url });
  const event = { key, type: "test.ping", at: now, data };
  const payload = payloadOf(event, webhook.format as WebhookFormat, webhook.withAddresses);
  return writeAs(claim, async (tx) => {
    const row = { kind: "webhook", key: `${key} ${id}`, eventKey: key, eventType: event.type, endpointId: id };
    const made = await tx.outbox.create({ data: { ...row, payload, nextAt: now }, select: { id: true } });
    await recordAudit(tx, { actor, action: "webhook.test", project: home, targetName: hostIn(webhook.url) });
    onCommit(wakeRunner);
    return { delivery: made.id };
  });
}
