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

/** How a cell appears in a card; styled in `cells.css`. */
const CARD: Record<NonNullable<ColumnLook["card"]> | "line", string> = {
  title: "data-cell-title pin-title",
  actions: "data-cell-actions pin-end",
  none: "max-sm:hidden",
  line: "data-cell-line",
};

/** A card on a phone. */
export function DataTableRow<Row extends RowData>({ model, row, rowProps }: DataTableRowProps<Row>) {
  const { selectable, rowName } = model;
  const selected = row.getIsSelected();
  return (
    <tr
      {...TABLE_ROLE.row}
      {...rowProps}
      data-selected={selected || undefined}
      // Without a checkbox, the first column's gap becomes part of the margin.
      className={cn("group/row data-row", !selectable && "max-sm:pl-1")}
    >
      {selectable ? (
        <td {...TABLE_ROLE.cell} className="data-cell data-cell-select pin-start">
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

/** Depends on the row's data only, so that selection and focus don't re-render it. */
const Cells = memo(function Cells<Row extends RowData>({ row }: { row: RowOf<Row> }) {
  return row.getAllCells().map((cell) => {
    const { meta: look, header } = cell.column.columnDef;
    return (
      <td
        {...TABLE_ROLE.cell}
        key={cell.id}
        data-label={look?.label ?? (typeof header === "string" ? header : undefined)}
        className={`data-cell ${CARD[look?.card ?? "line"]}${look?.align === "end" ? " sm:text-right" : ""}`}
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
    // The checkbox also clicks its hidden input, without the shift key; only the trusted click counts.
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
