import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { readActivityQuery } from "@/app/(console)/activity/search-params";
import { waitForContent } from "@/app/(console)/wait-for-content";
import { activityHref } from "@/components/activity/activity-address";
import { ActivityLog } from "@/components/activity/activity-log";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { type AuditPage, listAudit } from "@/lib/activity/queries";
import type { ListAuditInput } from "@/lib/audit/schema";
import { openProject } from "../open-project";

type ActivityPageProps = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: ActivityPageProps): Promise<Metadata> {
  return { title: `Activity · ${(await params).project}` };
}

/** Readable with any role in the project. */
export default async function ProjectActivityPage({ params, searchParams }: ActivityPageProps) {
  const { project: name } = await params;
  const query = { ...readActivityQuery(await searchParams), project: "" };
  const { actor, project } = await openProject(name, activityHref(`/projects/${name}/activity`, query));
  const found = listAudit(actor, project.name, query);
  const { isDocument } = await waitForContent(found);
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<DataTableSkeleton label="activity" />}>
      <Found found={found} query={query} project={project.name} />
    </SkeletonBoundary>
  );
}

type FoundProps = { found: Promise<AuditPage>; query: ListAuditInput; project: string };

async function Found({ found, query, project }: FoundProps) {
  return <ActivityLog page={await found} query={query} project={project} />;
}
