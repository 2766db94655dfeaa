"use client";
import ChevronRight from "lucide-react/icons/chevron-right";
import type { ReactNode } from "react";
import { ActorName, ProjectName, Subject } from "@/components/activity/activity-names";
import { EventDetails } from "@/components/activity/event-details";
import { ResultMark } from "@/components/activity/result-mark";
import { TABLE_ROLE } from "@/components/data-table/table-role";
import type { useRowFocus } from "@/components/data-table/use-row-focus";
import { IconButton } from "@/components/ui/icon-button";
import { Time } from "@/components/ui/time";
import type { AuditRow } from "@/lib/activity/queries";
import { cn } from "@/lib/cn";

/** Shared by header and rows. */
export const COLUMNS = {
  instance:
    "sm:grid-cols-[2rem_6.5rem_minmax(7rem,10rem)_minmax(12rem,1fr)_5.5rem_minmax(12rem,1.4fr)_minmax(7rem,10rem)] sm:min-w-236 sm:gap-x-3 sm:px-4",
  project:
    "sm:grid-cols-[2rem_6.5rem_minmax(7rem,11rem)_minmax(12rem,1fr)_5.5rem_minmax(12rem,1.6fr)] sm:min-w-206 sm:gap-x-3 sm:px-4",
};

const LINE =
  "max-sm:col-span-2 max-sm:col-start-2 max-sm:grid max-sm:grid-cols-[5rem_1fr] max-sm:items-baseline max-sm:justify-items-start max-sm:gap-2 max-sm:before:text-muted max-sm:before:text-xs max-sm:before:content-[attr(data-label)/'']";

type ActivityRowProps = {
  row: AuditRow;
  /** Adds the project column. */
  instance: boolean;
  open: boolean;
  onToggle: () => void;
  rowProps: ReturnType<ReturnType<typeof useRowFocus>>;
};

/** Details are in the HTML from the start, so that they read without JavaScript. */
export function ActivityRow({ row, instance, open, onToggle, rowProps }: ActivityRowProps) {
  const detailsId = `event-${row.id}`;
  return (
    <tr
      {...TABLE_ROLE.row}
      {...rowProps}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.target === event.currentTarget) {
          event.preventDefault();
          onToggle();
        }
        rowProps.onKeyDown(event);
      }}
      className={cn(
        "grid grid-cols-[2rem_1fr_auto] items-center gap-x-2 gap-y-1 border-line border-b px-4 py-2 transition-colors duration-75 last:border-b-0 hover:bg-subtle focus-visible:-outline-offset-2",
        "max-sm:py-3 sm:min-h-11 sm:py-1.5",
        COLUMNS[instance ? "instance" : "project"],
      )}
    >
      <Cell className="-ml-1.5 max-sm:col-start-1 max-sm:row-start-1">
        <IconButton
          label={`Details of “${row.text}” by ${row.actor.name}`}
          tooltip={false}
          size="sm"
          aria-expanded={open}
          aria-controls={detailsId}
          onClick={onToggle}
        >
          <ChevronRight aria-hidden="true" className={cn("transition-transform duration-100", open && "rotate-90")} />
        </IconButton>
      </Cell>
      <EventCells row={row} instance={instance} />
      <td
        {...TABLE_ROLE.cell}
        id={detailsId}
        className={cn("col-span-full pt-1 pb-2 sm:col-start-2", !open && "hidden noscript:block")}
      >
        <EventDetails row={row} instance={instance} />
      </td>
    </tr>
  );
}

function EventCells({ row, instance }: Pick<ActivityRowProps, "row" | "instance">) {
  return (
    <>
      <Cell label="When" className={LINE}>
        <Time value={row.at} />
      </Cell>
      <Cell label="Who" className={LINE}>
        <ActorName actor={row.actor} />
      </Cell>
      <Cell className="font-medium max-sm:col-start-2 max-sm:row-start-1">{row.text}</Cell>
      <Cell className="max-sm:col-start-3 max-sm:row-start-1">
        <ResultMark result={row.result} />
      </Cell>
      <Cell label="About" className={cn(LINE, !row.robot && !row.target && "max-sm:hidden")}>
        <Subject row={row} />
      </Cell>
      {instance ? (
        <Cell label="Project" className={cn(LINE, !row.project && "max-sm:hidden")}>
          <ProjectName project={row.project} />
        </Cell>
      ) : null}
    </>
  );
}

function Cell({ label, className, children }: { label?: string; className?: string; children: ReactNode }) {
  return (
    <td {...TABLE_ROLE.cell} data-label={label} className={cn("min-w-0", className)}>
      {children}
    </td>
  );
}
