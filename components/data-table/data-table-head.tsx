"use client";
import type { RowData } from "@tanstack/react-table";
import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import type { CSSProperties } from "react";
import { TableLink } from "@/components/data-table/table-navigation";
import { TABLE_ROLE } from "@/components/data-table/table-role";
import type { DataTableModel } from "@/components/data-table/use-data-table";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/lib/cn";

const HEADER_CELL =
  "whitespace-nowrap border-line text-left font-medium text-muted text-xs sm:h-9 sm:border-b sm:px-3 sm:first:pl-4 sm:last:pr-4";

/** On a phone, a line to select all and sort. */
export function DataTableHead<Row extends RowData>({ model }: { model: DataTableModel<Row> }) {
  const { table, selectable } = model;
  const headers = table.getHeaderGroups().flatMap((group) => group.headers);
  const onPhone = selectable || headers.some((header) => header.column.getCanSort());
  return (
    <thead
      {...TABLE_ROLE.group}
      className={onPhone ? "max-sm:block max-sm:border-line max-sm:border-b max-sm:px-4 max-sm:py-2" : "max-sm:sr-only"}
    >
      <tr
        {...TABLE_ROLE.row}
        className="bg-surface max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1.5"
      >
        {selectable ? (
          <th {...TABLE_ROLE.header} scope="col" className={cn(HEADER_CELL, "pin-start sm:w-11")}>
            <Checkbox
              aria-label="Select all on this page"
              checked={table.getIsAllPageRowsSelected()}
              indeterminate={table.getIsSomePageRowsSelected() && !table.getIsAllPageRowsSelected()}
              onCheckedChange={(checked) => table.toggleAllPageRowsSelected(checked)}
            />
          </th>
        ) : null}
        {headers.map((header) => (
          <HeaderCell key={header.id} model={model} header={header} />
        ))}
      </tr>
    </thead>
  );
}

type HeaderOf<Row extends RowData> = ReturnType<
  DataTableModel<Row>["table"]["getHeaderGroups"]
>[number]["headers"][number];

function HeaderCell<Row extends RowData>({ model, header }: { model: DataTableModel<Row>; header: HeaderOf<Row> }) {
  const { column } = header;
  const look = column.columnDef.meta;
  const sorted = column.getIsSorted();
  const title = <model.table.FlexRender header={header} />;
  return (
    <th
      {...TABLE_ROLE.header}
      scope="col"
      aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
      style={look?.width ? ({ "--least": look.width } as CSSProperties) : undefined}
      className={cn(
        HEADER_CELL,
        "sm:min-w-(--least)",
        look?.align === "end" && "text-right",
        look?.card === "title" && "pin-title",
        look?.card === "actions" && "pin-end",
        !column.getCanSort() && "max-sm:sr-only",
      )}
    >
      {column.getCanSort() ? (
        <SortLink sorted={sorted} patch={{ sort: column.id, dir: nextDir(sorted, column.columnDef.sortDescFirst) }}>
          {title}
        </SortLink>
      ) : (
        <span className={look?.hideHeader ? "sr-only" : undefined}>{title}</span>
      )}
    </th>
  );
}

function nextDir(sorted: false | "asc" | "desc", descFirst = false): "asc" | "desc" {
  if (sorted) return sorted === "asc" ? "desc" : "asc";
  return descFirst ? "desc" : "asc";
}

type SortLinkProps = {
  sorted: false | "asc" | "desc";
  patch: { sort: string; dir: string };
  children: React.ReactNode;
};

function SortLink({ sorted, patch, children }: SortLinkProps) {
  const Arrow = sorted === "desc" ? ArrowDown : ArrowUp;
  return (
    <TableLink
      patch={patch}
      className={cn(
        "group -mx-1.5 inline-flex h-6 items-center gap-1 rounded-sm px-1.5 hover:bg-hover hover:text-fg",
        sorted && "text-fg",
      )}
    >
      {children}
      <Arrow
        aria-hidden="true"
        className={cn(
          "size-3.5",
          !sorted && "opacity-0 max-sm:hidden group-hover:opacity-60 group-focus-visible:opacity-60",
        )}
      />
    </TableLink>
  );
}
