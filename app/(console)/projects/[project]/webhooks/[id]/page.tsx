import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { WebhookView } from "@/app/(console)/webhook-view";
import { openProject } from "../../open-project";

type Props = { params: Promise<{ project: string; id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Webhook · ${(await params).project}` };
}

/** For the project's admins; not found for anyone else. */
export default async function ProjectWebhookPage({ params, searchParams }: Props) {
  const { project: name, id } = await params;
  const listHref = `/projects/${name}/webhooks`;
  const { actor, project } = await openProject(name, `${listHref}/${id}`);
  return <WebhookView {...{ actor, id, searchParams, listHref }} project={project.name} />;
}
