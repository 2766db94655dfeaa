"use client";
import Download from "lucide-react/icons/download";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { activityHref, NO_FILTER } from "@/components/activity/activity-address";
import { TimeRange } from "@/components/activity/filter-inputs";
import { NameFilter } from "@/components/activity/name-filter";
import { TableFilter } from "@/components/data-table/table-filter";
import { TableLink, useTableNavigation } from "@/components/data-table/table-navigation";
import { Button, buttonStyle } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { AUDIT_ACTION_TEXTS, AUDIT_ACTIONS, type ListAuditInput } from "@/lib/audit/schema";

const ACTIONS = AUDIT_ACTIONS.map((value) => ({ value, label: AUDIT_ACTION_TEXTS[value].done }));
const RESULTS = [
  { value: "success", label: "Done" },
  { value: "failed", label: "Failed" },
  { value: "refused", label: "Refused" },
] as const;
const TIMES = [
  { value: "all", label: "Any time" },
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "90d", label: "Last 90 days" },
  { value: "custom", label: "Custom range" },
] as const;
type TimeChoice = (typeof TIMES)[number]["value"];

type ActivityFiltersProps = {
  filter: ListAuditInput;
  /** Null for the instance's log, which can also be filtered by project. */
  project: string | null;
};

/** Every filter applies at once; the button is for pages without JavaScript. */
export function ActivityFilters({ filter, project }: ActivityFiltersProps) {
  const path = usePathname();
  const { isRange, time, chooseTime } = useTimeChoice(filter);
  return (
    <search aria-label="Activity">
      <form
        action={path}
        onSubmit={(event) => event.preventDefault()}
        className="flex flex-col gap-2 border-line border-b px-4 py-3"
      >
        <KeptFilters filter={filter} />
        <div className="flex flex-wrap items-center gap-2">
          <TableFilter param="action" label="Action" value={filter.action} items={ACTIONS} />
          <TableFilter param="result" label="Result" value={filter.result} items={RESULTS} />
          <Select
            aria-label="Time"
            prefix="Time:"
            items={TIMES}
            value={time}
            onValueChange={chooseTime}
            className="w-auto"
          />
          <a href={activityHref(`${path}/export`, filter)} className={buttonStyle({ className: "sm:ml-auto" })}>
            <Download aria-hidden="true" />
            Export CSV
          </a>
        </div>
        <div className="flex flex-wrap items-end gap-2">
          {isRange ? <TimeRange from={filter.from} to={filter.to} /> : null}
          <NameFilter name="actor" label="Actor" value={filter.actor} project={project} shortcut />
          <NameFilter name="robot" label="Robot" value={filter.robot} project={project} />
          {project === null ? (
            <NameFilter name="project" label="Project" value={filter.project} project={null} />
          ) : null}
          <Button type="submit" className="hidden noscript:inline-flex">
            Apply filters
          </Button>
          {isNarrowed(filter) ? (
            <TableLink patch={NO_FILTER} className={buttonStyle({ variant: "ghost" })}>
              Clear filters
            </TableLink>
          ) : null}
        </div>
      </form>
    </search>
  );
}

/* The range's fields show as soon as it is selected, before the URL has its times. */
function useTimeChoice(filter: ListAuditInput) {
  const { go } = useTableNavigation();
  const inAddress = !filter.span && Boolean(filter.from || filter.to);
  const [isRange, setIsRange] = useState(inAddress);
  const [previous, setPrevious] = useState(filter);
  if (previous !== filter) {
    setPrevious(filter);
    if (inAddress !== isRange && (inAddress || filter.span)) setIsRange(inAddress);
  }
  const time: TimeChoice = isRange ? "custom" : (filter.span ?? "all");
  const chooseTime = (choice: TimeChoice) => {
    setIsRange(choice === "custom");
    if (choice !== "custom") go({ span: choice === "all" ? null : choice, from: null, to: null });
  };
  return { isRange, time, chooseTime };
}

export function isNarrowed(filter: ListAuditInput): boolean {
  return (Object.keys(NO_FILTER) as (keyof typeof NO_FILTER)[]).some((name) => Boolean(filter[name]));
}

/* Submitting a form drops the URL's query, so without JavaScript the selections go along as hidden fields. */
function KeptFilters({ filter }: { filter: ListAuditInput }) {
  const { action, result, span } = filter;
  return Object.entries({ action, result, span }).map(([name, value]) =>
    value ? <input key={name} type="hidden" name={name} value={value} /> : null,
  );
}
