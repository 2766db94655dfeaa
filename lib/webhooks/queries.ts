import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import type { Prisma } from "../db/generated/sqlite/client";
import { AppError } from "../errors";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { readableWebhooks, WEBHOOK_GONE } from "./access";
import type { DeliveryState, WebhookColumns } from "./schema";

/** Without the secrets. */
const COLUMNS = {
  id: true,
  projectId: true,
  url: true,
  description: true,
  events: true,
  format: true,
  active: true,
  withAddresses: true,
  stopReason: true,
  previousUntil: true,
  failingSince: true,
  createdByName: true,
  createdAt: true,
} as const satisfies Prisma.WebhookEndpointSelect;

type Row = Prisma.WebhookEndpointGetPayload<{ select: typeof COLUMNS }>;

export type WebhookDto = WebhookColumns & {
  id: number;
  stopReason: string | null;
  failingSince: string | null;
  /** Until when the secret before the last rotation also signs. */
  previousUntil: string | null;
  createdByName: string;
  createdAt: string;
};

function toDto({ projectId: _, ...row }: Row): WebhookDto {
  const until = row.previousUntil && row.previousUntil.getTime() > Date.now() ? row.previousUntil : null;
  return {
    ...row,
    events: row.events.split(" ") as WebhookColumns["events"],
    format: row.format as WebhookColumns["format"],
    failingSince: row.failingSince?.toISOString() ?? null,
    previousUntil: until?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The webhooks of a project or, with null, of the instance. @throws AppError NOT_FOUND for those who can't manage them */
export async function listWebhooks(
  actor: Actor,
  project: { name: string } | { id: number } | null,
): Promise<WebhookDto[]> {
  const home = await readableWebhooks(actor, project);
  const where = { projectId: home?.id ?? null };
  const rows = await getDb().webhookEndpoint.findMany({ where, orderBy: { id: "asc" }, select: COLUMNS });
  return rows.map(toDto);
}

/**
 * One webhook.
 * @param within where the request says it is; a webhook of somewhere else isn't found
 * @throws AppError NOT_FOUND for those who can't manage it
 */
export async function getWebhook(
  actor: Actor,
  id: number,
  within: { name: string } | { id: number } | null,
): Promise<WebhookDto> {
  const row = await getDb().webhookEndpoint.findUnique({ where: { id }, select: COLUMNS });
  if (!row) throw new AppError("NOT_FOUND", WEBHOOK_GONE);
  const home = await readableWebhooks(actor, row.projectId === null ? null : { id: row.projectId }, WEBHOOK_GONE);
  const isThere =
    within === null ? home === null : "id" in within ? home?.id === within.id : home?.name === within.name;
  if (!isThere) throw new AppError("NOT_FOUND", WEBHOOK_GONE);
  return toDto(row);
}

const LISTED = {
  id: true,
  eventKey: true,
  eventType: true,
  state: true,
  attempts: true,
  nextAt: true,
  lastStatus: true,
  lastError: true,
  createdAt: true,
  endedAt: true,
} as const satisfies Prisma.OutboxSelect;

type ListedRow = Prisma.OutboxGetPayload<{ select: typeof LISTED }>;

export type DeliveryDto = Omit<ListedRow, "state" | "nextAt" | "createdAt" | "endedAt"> & {
  state: DeliveryState;
  /** Null once it is over. */
  nextAt: string | null;
  createdAt: string;
  endedAt: string | null;
};

function deliveryDto(row: ListedRow): DeliveryDto {
  return {
    ...row,
    state: row.state as DeliveryState,
    nextAt: row.state === "pending" ? row.nextAt.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

type ListDeliveries = { webhook: number; state: DeliveryState | null; page: number; size: number };

/** One page of a webhook's deliveries, newest first. The caller must have read the webhook. */
export async function listDeliveries(
  actor: Actor,
  within: { name: string } | { id: number } | null,
  { webhook, state, ...input }: ListDeliveries,
): Promise<Page<DeliveryDto>> {
  await getWebhook(actor, webhook, within);
  const where = { endpointId: webhook, ...(state && { state }) };
  const { outbox } = getDb();
  const [rows, counted] = await Promise.all([
    outbox.findMany({ where, orderBy: { id: "desc" }, ...skipTake(input), select: LISTED }),
    outbox.count({ where, take: COUNT_TAKE }),
  ]);
  return toPage(rows.map(deliveryDto), counted, input);
}

export type DeliveryTryDto = {
  at: string;
  durationMs: number;
  status: number | null;
  error: string | null;
  headers: Record<string, string>;
  reply: string;
};
export type DeliveryDetail = DeliveryDto & { payload: string; tries: DeliveryTryDto[] };

/** A delivery with its body and its tries, the latest first. @throws AppError NOT_FOUND for those who can't manage it */
export async function getDelivery(
  actor: Actor,
  id: number,
  within: { name: string } | { id: number } | null,
  webhook?: number,
): Promise<DeliveryDetail> {
  const row = await getDb().outbox.findUnique({
    where: { id },
    select: { ...LISTED, payload: true, endpointId: true, tries: { orderBy: { id: "desc" }, take: 50 } },
  });
  if (!row?.endpointId || (webhook !== undefined && row.endpointId !== webhook))
    throw new AppError("NOT_FOUND", WEBHOOK_GONE);
  await getWebhook(actor, row.endpointId, within);
  const { tries, endpointId: _, payload, ...rest } = row;
  return {
    ...deliveryDto(rest),
    payload,
    tries: tries.map(({ at, durationMs, status, error, headers, reply }) => ({
      ...{ at: at.toISOString(), durationMs, status, error, reply },
      headers: JSON.parse(headers) as Record<string, string>,
    })),
  };
}
