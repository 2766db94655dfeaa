"use client";
import type { RowData } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { DataTableHead } from "@/components/data-table/data-table-head";
import { DataTableRow } from "@/components/data-table/data-table-row";
import { TableFrame } from "@/components/data-table/table-navigation";
import { TABLE_ROLE } from "@/components/data-table/table-role";
import type { DataTableModel } from "@/components/data-table/use-data-table";
import { useRowFocus } from "@/components/data-table/use-row-focus";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { TimeTabStop } from "@/components/ui/time";

type DataTableProps<Row extends RowData> = {
  model: DataTableModel<Row>;
  /** For screen readers. */
  caption: string;
  /** Replaces the table when there are no rows: `Empty`, or `NoMatch` after a search. */
  empty: ReactNode;
};

/** Server-rendered and readable without JavaScript; rows become cards below 640 px. */
export function DataTable<Row extends RowData>({ model, caption, empty }: DataTableProps<Row>) {
  const { table, selectable } = model;
  const rows = table.getRowModel().rows;
  const rowProps = useRowFocus({
    ids: rows.map((row) => row.id),
    onToggle: (id, range) => {
      const row = rows.find((candidate) => candidate.id === id);
      row?.getToggleSelectedHandler()({ target: { checked: !row.getIsSelected() }, shiftKey: range });
    },
  });
  useShortcut("↑ ↓", "Move between rows", null, rows.length > 0);
  useShortcut("← →", "Move along a row", null, rows.length > 0);
  useShortcut("Space", "Select the row", null, selectable && rows.length > 0);
  if (rows.length === 0) return empty;
  return (
    <TableFrame className="w-full border-separate border-spacing-0 text-sm max-sm:block">
      <caption className="sr-only">{caption}</caption>
      <DataTableHead model={model} />
      <tbody {...TABLE_ROLE.group} className="max-sm:block">
        <TimeTabStop value={-1}>
          {rows.map((row) => (
            <DataTableRow key={row.id} model={model} row={row} rowProps={rowProps(row.id)} />
          ))}
        </TimeTabStop>
      </tbody>
    </TableFrame>
  );
}
