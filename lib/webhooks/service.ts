import type { Actor } from "@/lib/access/caller";
import { recordAudit } from "../audit/service";
import { writeAs } from "../authority/claim";
import { open, seal } from "../credentials/sealed-text";
import { databaseNow } from "../db/clock";
import { lockInstance } from "../db/standing";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import {
  hostIn,
  manageableWebhook,
  manageableWebhooks,
  type StoredWebhook,
  WEBHOOK_GONE,
  type WebhookHome,
} from "./access";
import { eventsOutside } from "./columns";
import { checkAddress, RefusedAddress } from "./connect";
import { stopPending } from "./deliver";
import {
  type CreateWebhookInput,
  MAX_INSTANCE_WEBHOOKS,
  MAX_PROJECT_WEBHOOKS,
  ROTATION_HOURS,
  type UpdateWebhookInput,
  type WebhookColumns,
} from "./schema";
import { newSecret } from "./sign";

/** A webhook's secret: the only replies that ever include it. */
export type RevealedWebhookSecret = { id: number; secret: string };

/**
 * Adds a webhook to a project, or to the instance.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; UNPROCESSABLE for an address that Purser may not connect to, or an
 * event that a project never has; CONFLICT when there are too many
 */
export async function createWebhook(
  actor: Actor,
  { project, ...columns }: CreateWebhookInput,
): Promise<RevealedWebhookSecret> {
  const attempt = { action: "webhook.create", targetName: hostIn(columns.url) } as const;
  const { home, claim } = await manageableWebhooks(actor, project === null ? null : { name: project }, attempt);
  await assertColumns(home, columns);
  const secret = newSecret();
  const secretEncrypted = await seal("webhook secret", secret);
  const { events, ...rest } = columns;
  const id = await writeAs(
    claim,
    async (tx) => {
      await assertRoom(tx, home);
      const made = await tx.webhookEndpoint.create({
        data: {
          ...{ ...rest, events: events.join(" "), secretEncrypted },
          projectId: home?.id ?? null,
          createdByName: actor.username,
        },
        select: { id: true },
      });
      await recordAudit(tx, { actor, ...attempt, project: home, details: { after: facts(columns) } });
      return made.id;
    },
    { alone: true },
  );
  return { id, secret };
}

async function assertRoom(tx: Tx, home: WebhookHome): Promise<void> {
  if (!home) await lockInstance(tx, "webhooks");
  const max = home ? MAX_PROJECT_WEBHOOKS : MAX_INSTANCE_WEBHOOKS;
  if ((await tx.webhookEndpoint.count({ where: { projectId: home?.id ?? null } })) < max) return;
  const where = home ? `“${home.name}” has` : "There are";
  throw new AppError("CONFLICT", `${where} already ${max} webhooks, the maximum. Delete one first.`);
}

async function assertColumns(home: WebhookHome, { url, events }: Partial<WebhookColumns>): Promise<void> {
  const outside = events && eventsOutside(home, events);
  if (outside) throw fieldError("events", `A project’s webhook can’t receive ${outside}.`);
  if (url === undefined) return;
  try {
    await checkAddress(new URL(url));
  } catch (error) {
    throw error instanceof RefusedAddress ? fieldError("url", error.message) : error;
  }
}

function fieldError(field: string, message: string): AppError {
  return new AppError("UNPROCESSABLE", message, { fields: { [field]: message } });
}

/** As audit rows record it. The path of an address can be a secret, so they have the host only. */
function facts({ url, ...columns }: WebhookColumns) {
  return { host: hostIn(url), ...columns, events: [...columns.events] };
}

/**
 * Changes a webhook. What is left out stays as it is. Turning it on again forgets its failures; saying that it is off
 * settles why it was turned off.
 * @throws AppError as {@link createWebhook}
 */
export async function updateWebhook(actor: Actor, { id, ...edit }: UpdateWebhookInput): Promise<void> {
  const { webhook, home, claim } = await manageableWebhook(actor, id, "webhook.update");
  const before = columnsOf(webhook);
  const after = { ...before, ...edit };
  const isSettled = edit.active !== undefined && webhook.stopReason !== null;
  await assertColumns(home, { events: edit.events, url: after.url === before.url ? undefined : after.url });
  await writeAs(claim, async (tx) => {
    // Only what the edit names: the webhook may have been turned off meanwhile.
    const { events, ...rest } = edit;
    const data = {
      ...{ ...rest, ...(events && { events: events.join(" ") }), updatedAt: new Date() },
      ...(after.active && !before.active && { failingSince: null }),
      ...(isSettled && { stopReason: null }),
    };
    const { count } = await tx.webhookEndpoint.updateMany({ where: { id }, data });
    if (count === 0) throw new AppError("NOT_FOUND", WEBHOOK_GONE);
    if (!after.active) await stopPending(tx, id, await databaseNow());
    if (!isSettled && JSON.stringify(before) === JSON.stringify(after)) return;
    const [from, to] = [{ ...facts(before), ...(isSettled && { stopReason: webhook.stopReason }) }, facts(after)];
    const isPathOnly = JSON.stringify(from) === JSON.stringify(to);
    const details = isPathOnly ? { changed: ["path"] } : { before: from, after: to };
    await recordAudit(tx, { actor, action: "webhook.update", project: home, targetName: hostIn(after.url), details });
  });
}

export function columnsOf(webhook: Omit<StoredWebhook, "secretEncrypted">): WebhookColumns {
  const { url, description, events, format, active, withAddresses } = webhook;
  return {
    ...{ url, description, active, withAddresses },
    events: events.split(" ") as WebhookColumns["events"],
    format: format as WebhookColumns["format"],
  };
}

/**
 * Replaces a webhook's secret. For a day, deliveries are signed with both.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; CONFLICT when someone else just did so
 */
export async function rotateWebhookSecret(actor: Actor, { id }: { id: number }): Promise<RevealedWebhookSecret> {
  const { webhook, home, claim } = await manageableWebhook(actor, id, "webhook.rotate-secret");
  // A secret that can't be opened any more would stop every delivery.
  const isOpen = await open("webhook secret", webhook.secretEncrypted).then(
    () => true,
    () => false,
  );
  const secret = newSecret();
  const secretEncrypted = await seal("webhook secret", secret);
  await writeAs(claim, async (tx) => {
    const previous = isOpen ? webhook.secretEncrypted : null;
    const until = new Date(Date.now() + ROTATION_HOURS * 3_600_000);
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id, secretEncrypted: webhook.secretEncrypted },
      data: {
        secretEncrypted,
        previousSecretEncrypted: previous,
        previousUntil: previous && until,
        updatedAt: new Date(),
      },
    });
    if (count === 0)
      throw new AppError("CONFLICT", "Someone else just rotated this secret or deleted the webhook. Reload the page.");
    await recordAudit(tx, { actor, action: "webhook.rotate-secret", project: home, targetName: hostIn(webhook.url) });
  });
  return { id, secret };
}

/** Deletes a webhook with its deliveries. @throws AppError NOT_FOUND or FORBIDDEN by role */
export async function deleteWebhook(actor: Actor, { id }: { id: number }): Promise<void> {
  const { webhook, home, claim } = await manageableWebhook(actor, id, "webhook.delete");
  await writeAs(claim, async (tx) => {
    const { count } = await tx.webhookEndpoint.deleteMany({ where: { id } });
    if (count === 0) throw new AppError("NOT_FOUND", WEBHOOK_GONE);
    const details = { before: facts(columnsOf(webhook)) };
    await recordAudit(tx, { actor, action: "webhook.delete", project: home, targetName: hostIn(webhook.url), details });
  });
}
