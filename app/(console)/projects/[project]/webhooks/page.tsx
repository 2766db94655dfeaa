import type { Metadata } from "next";
import { foundOr404, webhookActions } from "@/app/(console)/webhook-view";
import { WebhookList } from "@/components/webhooks/webhook-list";
import { listWebhooks } from "@/lib/webhooks/queries";
import { MAX_PROJECT_WEBHOOKS } from "@/lib/webhooks/schema";
import { openProject } from "../open-project";

type Props = { params: Promise<{ project: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Webhooks · ${(await params).project}` };
}

/** For the project's admins; not found for anyone else. */
export default async function ProjectWebhooksPage({ params }: Props) {
  const { project: name } = await params;
  const base = `/projects/${name}/webhooks`;
  const { actor, project } = await openProject(name, base);
  const webhooks = await foundOr404(listWebhooks(actor, { name: project.name }));
  return (
    <WebhookList
      webhooks={webhooks}
      project={project.name}
      base={base}
      max={MAX_PROJECT_WEBHOOKS}
      actions={webhookActions}
    />
  );
}
