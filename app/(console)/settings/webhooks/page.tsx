import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { WebhookList } from "@/components/webhooks/webhook-list";
import { listWebhooks } from "@/lib/webhooks/queries";
import { MAX_INSTANCE_WEBHOOKS } from "@/lib/webhooks/schema";
import { requirePageAdmin } from "../../page-admin";
import { webhookActions } from "../../webhook-view";

export const metadata: Metadata = { title: "Webhooks" };

/** For system admins; not found for anyone else. */
export default async function WebhooksPage() {
  const actor = await requirePageAdmin("/settings/webhooks");
  const webhooks = await listWebhooks(actor, null);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Webhooks"
        description="Project admins add webhooks for their projects on each project’s page."
      />
      <WebhookList
        webhooks={webhooks}
        project={null}
        base="/settings/webhooks"
        max={MAX_INSTANCE_WEBHOOKS}
        actions={webhookActions}
      />
    </div>
  );
}
