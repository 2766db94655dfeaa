"use client";
import {
  createColumnHelper,
  metaHelper,
  type ReactTable,
  type RowData,
  rowSelectionFeature,
  rowSortingFeature,
  type TableOptions,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { keepPresent } from "@/components/data-table/table-url";

export type ColumnLook = {
  /** Shown before the value in a card. Defaults to the header if it is text. */
  label?: string;
  /** Position in a card: "title" on top, "actions" at the top right, "none" omitted, otherwise a line of its own. */
  card?: "title" | "actions" | "none";
  /** Minimum width, so that nothing moves when values change: "8rem". */
  width?: string;
  align?: "start" | "end";
  /** Keeps the header for screen readers. */
  hideHeader?: boolean;
};

const features = tableFeatures({ rowSelectionFeature, rowSortingFeature, columnMeta: metaHelper<ColumnLook>() });
type Features = typeof features;

/** An accessor column with `enableSorting: true` sorts by its id. */
export function tableColumns<Row extends RowData>() {
  return createColumnHelper<Features, Row>();
}

export type TableSort = { id: string; dir: "asc" | "desc" };

type DataTableOptions<Row extends RowData> = {
  /** Must be stable between renders: defined outside the component or memoized. */
  columns: TableOptions<Features, Row>["columns"];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Names a row for its checkbox: "Select robot_documentation+ci". */
  rowName: (row: Row) => string;
  sort?: TableSort;
  selectable?: boolean;
};

export type DataTableModel<Row extends RowData> = {
  table: ReactTable<Features, Row>;
  rowName: (row: Row) => string;
  selectable: boolean;
  /** Only rows on this page. */
  selected: Row[];
  clearSelection: () => void;
};

const NO_DEFAULT_SORTING = { enableSorting: false };

/** Search, filters, sorting and pagination happen on the server; only the selection is local. */
export function useDataTable<Row extends RowData>(options: DataTableOptions<Row>): DataTableModel<Row> {
  const { columns, rows, rowId, rowName, sort, selectable = false } = options;
  const [rowSelection, setRowSelection] = useState<Record<string, true>>({});
  const kept = keepPresent(rowSelection, new Set(rows.map(rowId)));
  if (kept !== rowSelection) setRowSelection(kept);
  const sorting = useMemo(() => (sort ? [{ id: sort.id, desc: sort.dir === "desc" }] : []), [sort]);
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    defaultColumn: NO_DEFAULT_SORTING,
    manualSorting: true,
    enableSortingRemoval: false,
    enableRowSelection: selectable,
    state: { rowSelection: kept, sorting },
    onRowSelectionChange: setRowSelection,
  });
  return {
    table,
    rowName,
    selectable,
    selected: rows.filter((row) => kept[rowId(row)]),
    clearSelection: () => setRowSelection({}),
  };
}
