"use client";
import { useState } from "react";
import { ActivityRow, COLUMNS } from "@/components/activity/activity-row";
import { TableFrame } from "@/components/data-table/table-navigation";
import { TABLE_ROLE } from "@/components/data-table/table-role";
import { useRowFocus } from "@/components/data-table/use-row-focus";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { TimeTabStop } from "@/components/ui/time";
import type { AuditRow } from "@/lib/activity/queries";
import { cn } from "@/lib/cn";

/** Server-rendered and readable without JavaScript; rows become cards below 640 px. */
export function ActivityTable({ rows, instance }: { rows: readonly AuditRow[]; instance: boolean }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number) => setOpen((before) => (before.has(id) ? without(before, id) : new Set(before).add(id)));
  const rowProps = useRowFocus({ ids: rows.map(({ id }) => String(id)), onToggle: (id) => toggle(Number(id)) });
  useShortcut("↑ ↓", "Move between rows", null);
  useShortcut("← →", "Move along a row", null);
  useShortcut("Enter", "Show or hide the row’s details", null);
  const headers = ["When", "Who", "Action", "Result", "About", ...(instance ? ["Project"] : [])];
  return (
    <TableFrame className="block text-sm">
      <caption className="sr-only">Activity, newest first</caption>
      <thead {...TABLE_ROLE.group} className="block border-line border-b max-sm:sr-only">
        <tr
          {...TABLE_ROLE.row}
          className={cn(
            "grid h-9 items-center text-left text-muted text-xs",
            COLUMNS[instance ? "instance" : "project"],
          )}
        >
          <th {...TABLE_ROLE.header} scope="col">
            <span className="sr-only">Details</span>
          </th>
          {headers.map((header) => (
            <th key={header} {...TABLE_ROLE.header} scope="col" className="font-medium">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...TABLE_ROLE.group} className="block">
        <TimeTabStop value={-1}>
          {rows.map((row) => (
            <ActivityRow
              key={row.id}
              row={row}
              instance={instance}
              open={open.has(row.id)}
              onToggle={() => toggle(row.id)}
              rowProps={rowProps(String(row.id))}
            />
          ))}
        </TimeTabStop>
      </tbody>
    </TableFrame>
  );
}

function without(set: ReadonlySet<number>, id: number): Set<number> {
  return new Set([...set].filter((other) => other !== id));
}
