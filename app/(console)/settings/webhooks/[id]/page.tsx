import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { requirePageAdmin } from "@/app/(console)/page-admin";
import { WebhookView } from "@/app/(console)/webhook-view";
import { PageHeader } from "@/components/ui/page-header";

export const metadata: Metadata = { title: "Webhook" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** For system admins; not found for anyone else. */
export default async function InstanceWebhookPage({ params, searchParams }: Props) {
  const { id } = await params;
  const actor = await requirePageAdmin(`/settings/webhooks/${id}`);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Webhook" />
      <WebhookView {...{ actor, id, searchParams }} project={null} listHref="/settings/webhooks" />
    </div>
  );
}
