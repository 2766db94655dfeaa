import { z } from "zod";
import { atMost } from "../bounded-array";
import { type EventType, PROJECT_SUBSCRIBABLE, SUBSCRIBABLE } from "../events/schema";
import { projectNameSchema } from "../projects/schema";
import { oneLine } from "../text";

export const WEBHOOK_FORMATS = ["standard", "slack", "teams"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

export const MAX_INSTANCE_WEBHOOKS = 20;
export const MAX_PROJECT_WEBHOOKS = 5;
/** Both secrets sign for this long after a rotation. */
export const ROTATION_HOURS = 24;

const ADDRESS = "Enter a URL such as https://example.com/hooks.";

const urlSchema = z
  .string(ADDRESS)
  .trim()
  .max(2000, "At most 2000 characters.")
  .refine((text) => /^https?:$/.test(parsed(text)?.protocol ?? ""), ADDRESS)
  .refine(
    (text) => !parsed(text)?.username && !parsed(text)?.password,
    "Remove the username and password from the URL.",
  )
  .transform((text) => {
    const url = parsed(text);
    if (url) url.hash = "";
    return url?.href ?? text;
  });

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

const eventsSchema = atMost(
  z.array(z.enum(SUBSCRIBABLE, "This event doesn’t exist."), "Choose at least one event."),
  SUBSCRIBABLE.length * 2,
  "Too many events.",
)
  .refine((events) => events.length > 0, "Choose at least one event.")
  .transform((events) => SUBSCRIBABLE.filter((type) => events.includes(type)));

/** What can be set of a webhook. */
export const webhookColumnsSchema = z.object({
  url: urlSchema,
  description: oneLine(200),
  events: eventsSchema,
  format: z.enum(WEBHOOK_FORMATS, "Choose a format."),
  active: z.boolean(),
  withAddresses: z.boolean(),
});
export type WebhookColumns = z.output<typeof webhookColumnsSchema>;

/** Null: the instance. */
export const webhookHomeSchema = projectNameSchema.nullable();

export const createWebhookSchema = webhookColumnsSchema.extend({ project: webhookHomeSchema });
export type CreateWebhookInput = z.output<typeof createWebhookSchema>;

export const webhookIdSchema = z.number().int().positive().max(2_147_483_647);
export const updateWebhookSchema = webhookColumnsSchema.extend({ id: webhookIdSchema });
export type UpdateWebhookInput = Partial<WebhookColumns> & { id: number };

export const oneWebhookSchema = z.object({ id: webhookIdSchema });
export const oneDeliverySchema = z.object({ id: webhookIdSchema });
export const SEND_AGAIN_HOURS = [1, 24, 24 * 7, 24 * 30] as const;
export const sendFailedSchema = z.object({ id: webhookIdSchema, hours: z.literal(SEND_AGAIN_HOURS) });
export type SendFailedInput = z.output<typeof sendFailedSchema>;

export const eventsFor = (project: string | null): readonly EventType[] =>
  project === null ? SUBSCRIBABLE : PROJECT_SUBSCRIBABLE;

export const DELIVERY_STATES = ["pending", "sent", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
