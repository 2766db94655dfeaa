import type { ActionResult } from "@/lib/server/action";
import type { CreateWebhookInput, SendFailedInput, UpdateWebhookInput } from "@/lib/webhooks/schema";
import type { RevealedWebhookSecret } from "@/lib/webhooks/service";

type Action<Input, Data> = (input: Input) => Promise<ActionResult<Data>>;

/** The server actions that the pages give to their parts. */
export type WebhookActions = {
  create: Action<CreateWebhookInput, RevealedWebhookSecret>;
  update: Action<UpdateWebhookInput & Omit<CreateWebhookInput, "project">, void>;
  rotate: Action<{ id: number }, RevealedWebhookSecret>;
  remove: Action<{ id: number }, void>;
  test: Action<{ id: number }, { delivery: number }>;
  sendAgain: Action<{ id: number }, void>;
  sendFailed: Action<SendFailedInput, { count: number }>;
};
