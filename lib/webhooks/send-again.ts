import type { Actor } from "@/lib/access/caller";
import { recordAudit } from "../audit/service";
import { writeAs } from "../authority/claim";
import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { onCommit } from "../db/transaction";
import { AppError } from "../errors";
import { wakeRunner } from "../jobs/wake";
import { hostIn, manageableWebhook, WEBHOOK_GONE } from "./access";
import type { SendFailedInput } from "./schema";

const again = (now: Date) => ({ state: "pending", attempts: 0, nextAt: now, endedAt: null, lastError: null });

/**
 * Sends one delivery again, with the same id and body.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; CONFLICT while it waits for its next try
 */
export async function sendAgain(actor: Actor, { id }: { id: number }): Promise<void> {
  const delivery = await getDb().outbox.findUnique({ where: { id }, select: { endpointId: true, eventType: true } });
  if (!delivery?.endpointId) throw new AppError("NOT_FOUND", WEBHOOK_GONE);
  const { webhook, home, claim } = await manageableWebhook(actor, delivery.endpointId, "webhook.send-again");
  const now = await databaseNow();
  await writeAs(claim, async (tx) => {
    const { count } = await tx.outbox.updateMany({ where: { id, state: { not: "pending" } }, data: again(now) });
    if (count === 0) {
      const waiting = { where: { id, leaseBy: null }, data: { nextAt: now } };
      if ((await tx.outbox.updateMany(waiting)).count === 0)
        throw new AppError("CONFLICT", "This delivery is being sent right now. Reload the page.");
    }
    const details = { event: delivery.eventType, count: 1 };
    await recordAudit(tx, {
      actor,
      action: "webhook.send-again",
      project: home,
      targetName: hostIn(webhook.url),
      details,
    });
    onCommit(wakeRunner);
  });
}

/**
 * Sends everything again that has failed within the last hours.
 * @returns how many
 * @throws AppError NOT_FOUND or FORBIDDEN by role
 */
export async function sendFailedAgain(actor: Actor, { id, hours }: SendFailedInput): Promise<{ count: number }> {
  const { webhook, home, claim } = await manageableWebhook(actor, id, "webhook.send-again");
  const now = await databaseNow();
  const since = new Date(now.getTime() - hours * 3_600_000);
  return writeAs(claim, async (tx) => {
    const where = { endpointId: id, state: "failed", createdAt: { gte: since } };
    const { count } = await tx.outbox.updateMany({ where, data: again(now) });
    const about = { project: home, targetName: hostIn(webhook.url), details: { hours, count } };
    await recordAudit(tx, { actor, action: "webhook.send-again", ...about });
    onCommit(wakeRunner);
    return { count };
  });
}
