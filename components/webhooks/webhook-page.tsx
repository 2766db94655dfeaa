import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { type Definition, DefinitionList } from "@/components/ui/definition-list";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import type { Page } from "@/lib/pagination";
import type { DeliveryDetail, DeliveryDto, WebhookDto } from "@/lib/webhooks/queries";
import type { DeliveryState } from "@/lib/webhooks/schema";
import { DeliveryList } from "./delivery-list";
import type { WebhookActions } from "./webhook-actions";
import { WebhookButtons } from "./webhook-header";
import { WebhookState } from "./webhook-state";
import { FORMAT_LABELS, STOPPED, shortAddress } from "./webhook-words";

type WebhookPageProps = {
  webhook: WebhookDto;
  project: string | null;
  listHref: string;
  deliveries: Page<DeliveryDto>;
  state: DeliveryState | null;
  open: DeliveryDetail | null;
  actions: WebhookActions;
};

/** One webhook and what it was sent. */
export function WebhookPage({ webhook, project, listHref, deliveries, state, open, actions }: WebhookPageProps) {
  const stopped = webhook.active ? undefined : STOPPED[webhook.stopReason ?? ""];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-3">
        <p className="text-sm">
          <Link href={listHref}>Webhooks</Link>
        </p>
        <div className="flex flex-wrap items-start justify-between gap-3">
          <h2 className="flex min-w-0 flex-wrap items-center gap-2.5 font-semibold text-lg">
            <span className="break-all font-code">{shortAddress(webhook.url)}</span>
            <WebhookState webhook={webhook} />
          </h2>
          <WebhookButtons webhook={webhook} project={project} listHref={listHref} actions={actions} />
        </div>
      </div>
      {stopped ? (
        <Alert tone="error" title={stopped.title}>
          {stopped.text}
        </Alert>
      ) : null}
      {webhook.active && webhook.failingSince ? (
        <Alert tone="warn" title="Deliveries are failing">
          Every delivery has failed since <Time value={webhook.failingSince} format="absolute" />. After five days of
          failures, Purser disables the webhook.
        </Alert>
      ) : null}
      <Card aria-label="Webhook settings">
        <DefinitionList items={factsOf(webhook)} />
      </Card>
      <DeliveryList webhook={webhook.id} list={deliveries} state={state} open={open} actions={actions} />
    </div>
  );
}

function factsOf(webhook: WebhookDto): Definition[] {
  const { url, description, format, events, withAddresses, previousUntil, createdByName, createdAt } = webhook;
  return [
    { term: "URL", value: <span className="break-all font-code">{url}</span> },
    ...(description ? [{ term: "Description", value: description }] : []),
    { term: "Format", value: FORMAT_LABELS[format] },
    { term: "Events", value: <span className="font-code">{events.join(", ")}</span> },
    { term: "Addresses", value: withAddresses ? "Included" : "Not included" },
    {
      term: "Signing secret",
      value: previousUntil ? (
        <>
          Rotated. The old secret also signs until <Time value={previousUntil} format="absolute" />
        </>
      ) : (
        "Set"
      ),
    },
    {
      term: "Added",
      value: (
        <>
          by {createdByName}, <Time value={createdAt} />
        </>
      ),
    },
  ];
}
