import { redirect } from "next/navigation";

/** A project opens on its robot accounts. */
export default async function ProjectPage({ params }: { params: Promise<{ project: string }> }) {
  redirect(`/projects/${(await params).project}/robots`);
}
