import { type AuditActor, recordAudit } from "../audit/service";
import { open } from "../credentials/sealed-text";
import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { type Tx, withTransaction } from "../db/transaction";
import type { Sender } from "../jobs/courier";
import { type Claimed, noteTry } from "../jobs/outbox";
import { type Attempt, post } from "./post";
import { FAILING_MS, waitAfter } from "./retries";
import { signatureOf } from "./sign";

const SYSTEM: AuditActor = { type: "system", name: "system", address: null, requestId: null };
const GONE = 410;
const MASKED = "v1,…";

const ENDPOINT_COLUMNS = {
  id: true,
  url: true,
  active: true,
  secretEncrypted: true,
  previousSecretEncrypted: true,
  previousUntil: true,
  failingSince: true,
  project: { select: { id: true, name: true } },
} as const;

type Endpoint = NonNullable<Awaited<ReturnType<typeof findEndpoint>>>;

export const findEndpoint = (id: number) =>
  getDb().webhookEndpoint.findUnique({ where: { id }, select: ENDPOINT_COLUMNS });

/** Sends webhooks. */
export const webhookSender: Sender = {
  kind: "webhook",
  async send(delivery, signal) {
    const endpoint = await findEndpoint(delivery.endpointId ?? 0);
    if (!endpoint) return null;
    const headers = await headersOf(delivery, endpoint);
    const attempt = await post({ url: new URL(endpoint.url), headers, body: delivery.payload }, { signal });
    // The instance is stopping: the request may or may not have arrived, so the next instance repeats it.
    if (signal.aborted && !attempt.reply) return null;
    return noteDelivery(delivery, endpoint, headers, attempt);
  },
};

async function headersOf({ eventKey, payload: body }: Claimed, endpoint: Endpoint): Promise<Record<string, string>> {
  const now = Date.now();
  const { secretEncrypted, previousSecretEncrypted: previous, previousUntil } = endpoint;
  const isPreviousValid = previous !== null && previousUntil !== null && previousUntil.getTime() > now;
  const sealed = isPreviousValid ? [secretEncrypted, previous] : [secretEncrypted];
  const secrets = await Promise.all(sealed.map((one) => open("webhook secret", one)));
  const timestamp = Math.floor(now / 1000);
  return {
    "Content-Type": "application/json",
    "User-Agent": "Purser-Webhooks/1",
    "webhook-id": eventKey,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatureOf({ id: eventKey, timestamp, body }, secrets),
  };
}

/**
 * Notes how a try went, and turns the webhook off if it answered 410 or has failed for long.
 * @returns when to try again, by this process's clock
 */
export async function noteDelivery(
  delivery: Claimed,
  endpoint: Endpoint,
  headers: Record<string, string>,
  { reply, durationMs, error: fault }: Attempt,
): Promise<Date | null> {
  const isSent = reply !== null && reply.status >= 200 && reply.status < 300;
  const now = await databaseNow();
  const status = reply?.status ?? null;
  const waitMs = isSent || status === GONE ? null : waitAfter(delivery.attempts + 1, reply?.retryAfter, now.getTime());
  const state = isSent ? "sent" : waitMs === null ? "failed" : "pending";
  const error = isSent ? null : (fault ?? `The receiver answered ${status}.`);
  const shown = { ...headers, "webhook-signature": masked(headers["webhook-signature"] ?? "") };
  await withTransaction(async (tx) => {
    const isOurs = await noteTry(tx, delivery, now, { state, waitMs: waitMs ?? 0, status, error });
    const row = { outboxId: delivery.id, at: now, durationMs, status, error, headers: JSON.stringify(shown) };
    await tx.deliveryTry.create({ data: { ...row, reply: reply?.text ?? "" }, select: { id: true } });
    if (!isOurs) return;
    await noteHealth(tx, endpoint, isSent, status, now);
  });
  return waitMs === null ? null : new Date(Date.now() + waitMs);
}

const masked = (signature: string) =>
  signature
    .split(" ")
    .map(() => MASKED)
    .join(" ");

async function noteHealth(
  tx: Tx,
  { id, failingSince, active, ...endpoint }: Endpoint,
  isSent: boolean,
  status: number | null,
  now: Date,
) {
  if (isSent) {
    if (failingSince) await tx.webhookEndpoint.updateMany({ where: { id }, data: { failingSince: null } });
    return;
  }
  if (!failingSince)
    await tx.webhookEndpoint.updateMany({ where: { id, failingSince: null }, data: { failingSince: now } });
  const hasFailedLong = failingSince !== null && now.getTime() - failingSince.getTime() >= FAILING_MS;
  if (active && (status === GONE || hasFailedLong))
    await turnOff(tx, { id, ...endpoint }, status === GONE ? "gone" : "failing", now);
}

type Named = Pick<Endpoint, "id" | "url" | "project">;

/** Turns a webhook off, once, with what waits for it. */
async function turnOff(tx: Tx, { id, url, project }: Named, stopReason: "gone" | "failing", now: Date): Promise<void> {
  const { count } = await tx.webhookEndpoint.updateMany({
    where: { id, active: true },
    data: { active: false, stopReason },
  });
  if (count === 0) return;
  await stopPending(tx, id, now);
  await recordAudit(tx, {
    actor: SYSTEM,
    action: "webhook.disable",
    project,
    targetName: new URL(url).host,
    details: { reason: stopReason },
  });
}

/** Deliveries to a webhook that is off have failed; they can be sent again by hand. */
export async function stopPending(tx: Tx, endpointId: number, now: Date): Promise<void> {
  await tx.outbox.updateMany({
    where: { endpointId, state: "pending" },
    data: { state: "failed", endedAt: now, lastError: "The webhook was disabled.", leaseUntil: null, leaseBy: null },
  });
}
