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

/** How a column looks. */
export type ColumnLook = {
  /** Said before the value when rows are cards. By default the header, if that is a text. */
  label?: string;
  /** Its place in a card: "title" on top, "actions" at the top right, "none" left out, else a line of its own. */
  card?: "title" | "actions" | "none";
  /** A least width, so that nothing moves when values change: "8rem". */
  width?: string;
  align?: "start" | "end";
  /** The header is for screen readers only. */
  hideHeader?: boolean;
};

const features = tableFeatures({ rowSelectionFeature, rowSortingFeature, columnMeta: metaHelper<ColumnLook>() });
type Features = typeof features;

/** Makes columns of rows of one type. An accessor column with `enableSorting: true` sorts by its id. */
export function tableColumns<Row extends RowData>() {
  return createColumnHelper<Features, Row>();
}

/** How the list is sorted, as in the address. */
export type TableSort = { id: string; dir: "asc" | "desc" };

type DataTableOptions<Row extends RowData> = {
  /** Stable between renders: made outside the component or memoised. */
  columns: TableOptions<Features, Row>["columns"];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Names a row, as in "Select robot_documentation+ci". */
  rowName: (row: Row) => string;
  sort?: TableSort;
  selectable?: boolean;
};

/** What `DataTable` shows, and what is selected of it. */
export type DataTableModel<Row extends RowData> = {
  table: ReactTable<Features, Row>;
  rowName: (row: Row) => string;
  selectable: boolean;
  /** The selected rows that are on this page. */
  selected: Row[];
  clearSelection: () => void;
};

const NO_DEFAULT_SORTING = { enableSorting: false };

/** A table whose search, filters, sorting and paging happen on the server; only the selection lives here. */
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
