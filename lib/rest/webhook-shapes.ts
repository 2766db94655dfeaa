import { z } from "zod";
import { eventDataSchema, SUBSCRIBABLE } from "../events/schema";
import type { DeliveryDetail, DeliveryDto, WebhookDto } from "../webhooks/queries";
import { DELIVERY_STATES, WEBHOOK_FORMATS, webhookColumnsSchema } from "../webhooks/schema";

const { url, description, events, format, active, withAddresses } = webhookColumnsSchema.shape;

const URL_TEXT = "Where events are sent. Plain http only to hosts that WEBHOOK_ALLOWED_HOSTS names.";
const ADDRESSES_TEXT = "Whether payloads include IP and email addresses.";

/** What can be set. */
export const webhookCreateSchema = z
  .object(
    {
      url: url.meta({ description: URL_TEXT }),
      events,
      format: format.default("standard").meta({ description: "`slack` also works with Mattermost." }),
      description: description.default(""),
      active: active.default(true),
      with_addresses: withAddresses.default(false).meta({ description: ADDRESSES_TEXT }),
    },
    "the body must be an object",
  )
  .meta({ id: "WebhookRequest" });

export const webhookUpdateSchema = z
  .object(
    {
      url: url.optional(),
      events: events.optional(),
      format: format.optional(),
      description: description.optional(),
      active: active.optional(),
      with_addresses: withAddresses.optional(),
    },
    "the body must be an object",
  )
  .meta({ id: "WebhookChange" });

const shownColumns = {
  id: z.int(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.enum(SUBSCRIBABLE)),
  format: z.enum(WEBHOOK_FORMATS),
  active: z.boolean(),
  with_addresses: z.boolean(),
  stop_reason: z.string().nullable().meta({ description: "`gone` (the receiver answered 410) or `failing`." }),
  failing_since: z.iso.datetime().nullable(),
  creation_time: z.iso.datetime(),
  creator_name: z.string(),
};

export const webhookShown = z.object(shownColumns).meta({ id: "Webhook" });
export const webhookCreated = z
  .object({ ...shownColumns, secret: z.string().meta({ description: "`whsec_…`. Only this reply includes it." }) })
  .meta({ id: "WebhookCreated" });
export const secretShown = z.object({ secret: z.string() }).meta({ id: "WebhookSecret" });

export function showWebhook(webhook: WebhookDto): z.output<typeof webhookShown> {
  const { id, url: to, description: text, events: types, format: how, active: isActive } = webhook;
  return {
    ...{ id, url: to, description: text, events: [...types] as never, format: how, active: isActive },
    with_addresses: webhook.withAddresses,
    stop_reason: webhook.stopReason,
    failing_since: webhook.failingSince,
    creation_time: webhook.createdAt,
    creator_name: webhook.createdByName,
  };
}

const deliveryColumns = {
  id: z.int(),
  event_id: z.string().meta({ description: "The `webhook-id`, the same for every attempt." }),
  event_type: z.string(),
  state: z.enum(DELIVERY_STATES),
  tries: z.int(),
  next_try: z.iso.datetime().nullable(),
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  creation_time: z.iso.datetime(),
};
export const deliveryShown = z.object(deliveryColumns).meta({ id: "WebhookDelivery" });
export const deliveryDetailShown = z
  .object({
    ...deliveryColumns,
    payload: z.string().meta({ description: "The body as it is sent." }),
    attempts: z.array(
      z.object({
        at: z.iso.datetime(),
        duration_ms: z.int(),
        status: z.int().nullable(),
        error: z.string().nullable(),
        request_headers: z.record(z.string(), z.string()),
        reply: z.string(),
      }),
    ),
  })
  .meta({ id: "WebhookDeliveryDetail" });

export function showDelivery(delivery: DeliveryDto): z.output<typeof deliveryShown> {
  return {
    id: delivery.id,
    event_id: delivery.eventKey,
    event_type: delivery.eventType,
    state: delivery.state,
    tries: delivery.attempts,
    next_try: delivery.nextAt,
    last_status: delivery.lastStatus,
    last_error: delivery.lastError,
    creation_time: delivery.createdAt,
  };
}

export function showDeliveryDetail(delivery: DeliveryDetail): z.output<typeof deliveryDetailShown> {
  const attempts = delivery.tries.map(({ at, durationMs, status, error, headers, reply }) => ({
    ...{ at, duration_ms: durationMs, status, error, request_headers: headers, reply },
  }));
  return { ...showDelivery(delivery), payload: delivery.payload, attempts };
}

/** What a webhook of the standard format gets. */
export const eventShown = z
  .object({ type: z.enum(SUBSCRIBABLE), timestamp: z.iso.datetime(), id: z.string(), data: eventDataSchema })
  .meta({ id: "WebhookEvent" });
