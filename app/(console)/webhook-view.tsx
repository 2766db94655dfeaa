import { notFound } from "next/navigation";
import { createLoader, parseAsInteger, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { WebhookPage } from "@/components/webhooks/webhook-page";
import type { Actor } from "@/lib/access/caller";
import { AppError } from "@/lib/errors";
import { pageOrLast, pagingSchema } from "@/lib/pagination";
import { getDelivery, getWebhook, listDeliveries } from "@/lib/webhooks/queries";
import { DELIVERY_STATES, webhookIdSchema } from "@/lib/webhooks/schema";
import {
  createWebhookAction,
  deleteWebhookAction,
  rotateWebhookAction,
  sendAgainAction,
  sendFailedAction,
  testWebhookAction,
  updateWebhookAction,
} from "./webhook-actions";

export const webhookActions = {
  create: createWebhookAction,
  update: updateWebhookAction,
  rotate: rotateWebhookAction,
  remove: deleteWebhookAction,
  test: testWebhookAction,
  sendAgain: sendAgainAction,
  sendFailed: sendFailedAction,
};

const load = createLoader({
  state: parseAsStringLiteral(DELIVERY_STATES),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
  open: parseAsInteger,
});

/** Not found also for a webhook that the person can't manage. */
export async function foundOr404<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}

type WebhookViewProps = {
  actor: Actor;
  project: string | null;
  id: string;
  searchParams: Promise<SearchParams>;
  listHref: string;
};

/** A webhook's page, in a project or on the instance. */
export async function WebhookView({ actor, project, id, searchParams, listHref }: WebhookViewProps) {
  const webhookId = webhookIdSchema.safeParse(Number(id)).data ?? notFound();
  const within = project === null ? null : { name: project };
  const { state, open, ...paging } = load(await searchParams);
  const query = pagingSchema.parse(paging);
  const webhook = await foundOr404(getWebhook(actor, webhookId, within));
  const openId = webhookIdSchema.safeParse(open).data;
  const [deliveries, opened] = await Promise.all([
    pageOrLast(query, (asked) => listDeliveries(actor, within, { webhook: webhookId, state, ...asked })),
    openId === undefined ? null : getDelivery(actor, openId, within, webhookId).catch(() => null),
  ]);
  return <WebhookPage {...{ webhook, project, listHref, deliveries, state }} open={opened} actions={webhookActions} />;
}
