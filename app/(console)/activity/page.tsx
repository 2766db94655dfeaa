import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import type { ReactNode } from "react";
import { activityHref } from "@/components/activity/activity-address";
import { ActivityLog } from "@/components/activity/activity-log";
import { keptText } from "@/components/activity/retention-text";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { type AuditPage, listAudit } from "@/lib/activity/queries";
import { getRetention } from "@/lib/activity/retention";
import type { ListAuditInput } from "@/lib/audit/schema";
import { requirePageAdmin } from "../page-admin";
import { waitForContent } from "../wait-for-content";
import { readActivityQuery } from "./search-params";

export const metadata: Metadata = { title: "Activity" };

/** For system admins; not found for anyone else. */
export default async function ActivityPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const query = readActivityQuery(await searchParams);
  const actor = await requirePageAdmin(activityHref("/activity", query));
  const found = listAudit(actor, null, query);
  const [{ days }, { isDocument }] = await Promise.all([getRetention(actor), waitForContent(found)]);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Activity" description={<Kept days={days} />} />
      <SkeletonBoundary isDocument={isDocument} skeleton={<DataTableSkeleton label="activity" />}>
        <Found found={found} query={query} />
      </SkeletonBoundary>
    </div>
  );
}

function Kept({ days }: { days: number | null }): ReactNode {
  return (
    <>
      Everything that happened in any project, including sign-ins and refused attempts. Kept {keptText(days)}.{" "}
      <Link href="/settings/retention">Change retention</Link>
    </>
  );
}

async function Found({ found, query }: { found: Promise<AuditPage>; query: ListAuditInput }) {
  return <ActivityLog page={await found} query={query} project={null} />;
}
