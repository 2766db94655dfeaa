"use client";
import History from "lucide-react/icons/history";
import SearchX from "lucide-react/icons/search-x";
import { NO_FILTER, pagePatch } from "@/components/activity/activity-address";
import { ActivityFilters, isNarrowed } from "@/components/activity/activity-filters";
import { ActivityTable } from "@/components/activity/activity-table";
import { PagingBar } from "@/components/data-table/data-table-pagination";
import { TableLink, TableNavigation, useTableNavigation } from "@/components/data-table/table-navigation";
import { buttonStyle } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/select";
import type { AuditPage } from "@/lib/activity/queries";
import { AUDIT_PAGE_SIZES, type ListAuditInput } from "@/lib/audit/schema";

type ActivityLogProps = {
  page: AuditPage;
  /** The filters in the URL. */
  query: ListAuditInput;
  /** Null for the instance's log, which has a project column and filter. */
  project: string | null;
};

export function ActivityLog({ page, query, project }: ActivityLogProps) {
  const { rows, newer, older } = page;
  return (
    <TableNavigation>
      <Card padded={false}>
        <ActivityFilters filter={query} project={project} />
        {rows.length > 0 ? (
          <ActivityTable rows={rows} instance={project === null} />
        ) : (
          <NoActivity query={query} hasNewer={newer !== null} />
        )}
        {rows.length > 0 ? (
          <PagingBar
            label="activity"
            status={`${rows.length} ${rows.length === 1 ? "event" : "events"}, newest first`}
            previous={pagePatch("after", newer)}
            next={pagePatch("before", older)}
            previousLabel="Newer"
            nextLabel="Older"
            size={<PageSize size={query.size} />}
          />
        ) : null}
      </Card>
    </TableNavigation>
  );
}

function PageSize({ size }: { size: number }) {
  const { go } = useTableNavigation();
  return (
    <Select
      aria-label="Rows per page"
      prefix="Rows:"
      size="sm"
      items={AUDIT_PAGE_SIZES.map((value) => ({ value: String(value), label: String(value) }))}
      value={String(size)}
      onValueChange={(value) => go({ size: value })}
      className="w-auto"
    />
  );
}

function NoActivity({ query, hasNewer }: { query: ListAuditInput; hasNewer: boolean }) {
  if (hasNewer) {
    return (
      <Empty
        icon={<History />}
        title="No older activity"
        action={
          <TableLink patch={{ before: null, after: null }} className={buttonStyle()}>
            Go to the latest activity
          </TableLink>
        }
      >
        This is the end of the log, or the rest is older than the retention period.
      </Empty>
    );
  }
  if (isNarrowed(query)) {
    return (
      <Empty
        icon={<SearchX />}
        title="No activity matches"
        action={
          <TableLink patch={NO_FILTER} className={buttonStyle()}>
            Clear filters
          </TableLink>
        }
      >
        No activity matches all of these filters. Try a shorter part of a name or clear the filters.
      </Empty>
    );
  }
  return (
    <Empty icon={<History />} title="No activity yet">
      Changes to robot accounts and members appear here, with who made them and when.
    </Empty>
  );
}
