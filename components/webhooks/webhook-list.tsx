"use client";
import Plus from "lucide-react/icons/plus";
import Webhook from "lucide-react/icons/webhook";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { Link } from "@/components/ui/link";
import type { WebhookDto } from "@/lib/webhooks/queries";
import type { WebhookActions } from "./webhook-actions";
import { NewWebhookDialog } from "./webhook-dialog";
import { WebhookState } from "./webhook-state";
import { FORMAT_LABELS, shortAddress } from "./webhook-words";

type WebhookListProps = {
  webhooks: readonly WebhookDto[];
  project: string | null;
  /** Of the page; a webhook's page is below it. */
  base: string;
  max: number;
  actions: WebhookActions;
};

export function WebhookList({ webhooks, project, base, max, actions }: WebhookListProps) {
  const [isAdding, setIsAdding] = useState(false);
  useShortcut("n", "Add webhook", () => setIsAdding(true));
  const add = (
    <Button variant="primary" onClick={() => setIsAdding(true)} disabled={webhooks.length >= max}>
      <Plus aria-hidden="true" />
      Add webhook
    </Button>
  );
  return (
    <>
      <Card
        title="Webhooks"
        description={
          project
            ? `Notify other systems of events in this project. Up to ${max} webhooks.`
            : `Notify other systems of events in every project and on the instance. Up to ${max} webhooks.`
        }
        aria-label="Webhooks"
        actions={webhooks.length > 0 ? add : null}
        padded={false}
      >
        {webhooks.length === 0 ? (
          <Empty icon={<Webhook />} title="No webhooks yet" action={add}>
            A webhook receives a signed request for each event, such as a robot account that’s about to expire.
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {webhooks.map((webhook) => (
              <Row key={webhook.id} webhook={webhook} href={`${base}/${webhook.id}`} />
            ))}
          </ul>
        )}
      </Card>
      <NewWebhookDialog open={isAdding} onClose={() => setIsAdding(false)} project={project} actions={actions} />
    </>
  );
}

function Row({ webhook, href }: { webhook: WebhookDto; href: string }) {
  const { events, format, description, url } = webhook;
  const count = events.length === 1 ? events[0] : `${events.length} events`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1">
        <Link href={href} className="break-all font-code font-medium">
          {shortAddress(url)}
        </Link>
        <p className="text-muted text-sm">
          {description ? `${description} · ` : null}
          {FORMAT_LABELS[format]} · {count}
        </p>
      </div>
      <WebhookState webhook={webhook} />
    </li>
  );
}
