"use client";
import { FlexRender, type RowData } from "@tanstack/react-table";
import { type MouseEvent, memo, type ReactNode, useRef } from "react";
import { TABLE_ROLE } from "@/components/data-table/table-role";
import type { ColumnLook, DataTableModel } from "@/components/data-table/use-data-table";
import type { useRowFocus } from "@/components/data-table/use-row-focus";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/lib/cn";

type RowOf<Row extends RowData> = ReturnType<DataTableModel<Row>["table"]["getRowModel"]>["rows"][number];

type DataTableRowProps<Row extends RowData> = {
  model: DataTableModel<Row>;
  row: RowOf<Row>;
  rowProps: ReturnType<ReturnType<typeof useRowFocus>>;
};

const CELL = "border-line group-last/row:border-b-0 sm:h-11 sm:border-b sm:px-3 sm:py-1.5 sm:first:pl-4 sm:last:pr-4";

const CARD: Record<NonNullable<ColumnLook["card"]> | "line", string> = {
  title: "max-sm:col-start-2 max-sm:row-start-1 max-sm:min-w-0 max-sm:self-center",
  actions: "max-sm:col-start-3 max-sm:row-start-1",
  none: "max-sm:hidden",
  line: "max-sm:col-span-2 max-sm:col-start-2 max-sm:grid max-sm:grid-cols-[6rem_1fr] max-sm:items-baseline max-sm:justify-items-start max-sm:gap-2 max-sm:before:text-muted max-sm:before:text-xs max-sm:before:content-[attr(data-label)/'']",
};

/** One row; a card on a phone. */
export function DataTableRow<Row extends RowData>({ model, row, rowProps }: DataTableRowProps<Row>) {
  const { selectable, rowName } = model;
  const selected = row.getIsSelected();
  return (
    <tr
      {...TABLE_ROLE.row}
      {...rowProps}
      data-selected={selected || undefined}
      className={cn(
        "group/row transition-colors duration-75 hover:bg-subtle focus-visible:-outline-offset-2 data-selected:bg-selected max-sm:grid max-sm:grid-cols-[auto_1fr_auto] max-sm:gap-x-3 max-sm:gap-y-1 max-sm:border-line max-sm:border-b max-sm:px-4 max-sm:py-3 max-sm:last:border-b-0",
        // Without a box in the first column, its gap is part of the margin.
        !selectable && "max-sm:pl-1",
      )}
    >
      {selectable ? (
        <td
          {...TABLE_ROLE.cell}
          className={cn(CELL, "sm:w-10 sm:pr-0 max-sm:col-start-1 max-sm:row-start-1 max-sm:self-center")}
        >
          <SelectRow
            name={rowName(row.original)}
            selected={selected}
            onSelect={(checked, range) => row.getToggleSelectedHandler()({ target: { checked }, shiftKey: range })}
          />
        </td>
      ) : null}
      <Cells row={row} />
    </tr>
  );
}

/** What is in a row depends on nothing but its data: not on the selection, nor on where the keyboard is. */
const Cells = memo(function Cells<Row extends RowData>({ row }: { row: RowOf<Row> }) {
  return row.getAllCells().map((cell) => {
    const { meta: look, header } = cell.column.columnDef;
    return (
      <td
        {...TABLE_ROLE.cell}
        key={cell.id}
        data-label={look?.label ?? (typeof header === "string" ? header : undefined)}
        className={cn(CELL, look?.align === "end" && "text-right max-sm:text-left", CARD[look?.card ?? "line"])}
      >
        <FlexRender cell={cell} />
      </td>
    );
  });
}) as <Row extends RowData>(props: { row: RowOf<Row> }) => ReactNode;

type SelectRowProps = { name: string; selected: boolean; onSelect: (checked: boolean, range: boolean) => void };

function SelectRow({ name, selected, onSelect }: SelectRowProps) {
  const shift = useRef(false);
  const remember = (event: MouseEvent) => {
    // The box presses its hidden input for us, without the shift key: only the real press counts.
    if (event.nativeEvent.isTrusted) shift.current = event.shiftKey;
  };
  return (
    <Checkbox
      aria-label={`Select ${name}`}
      checked={selected}
      onClickCapture={remember}
      onCheckedChange={(checked) => onSelect(checked, shift.current)}
      className="select-none"
    />
  );
}
