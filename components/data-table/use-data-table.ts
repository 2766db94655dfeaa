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
import { useMemo } from "react";
import type { Selection } from "@/components/data-table/use-selection";

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
  /** Without one, rows can't be selected. */
  selection?: Selection<Row>;
};

export type DataTableModel<Row extends RowData> = {
  table: ReactTable<Features, Row>;
  rowName: (row: Row) => string;
  selectable: boolean;
  /** Including rows on other pages. */
  selected: Row[];
};

const NO_DEFAULT_SORTING = { enableSorting: false };

const NO_ROWS = new Map<string, never>();

/** Search, filters, sorting and pagination happen on the server; only the selection is local. */
export function useDataTable<Row extends RowData>(options: DataTableOptions<Row>): DataTableModel<Row> {
  const { columns, rows, rowId, rowName, sort, selection } = options;
  const selectable = selection !== undefined;
  const chosen: ReadonlyMap<string, Row> = selection?.rows ?? NO_ROWS;
  const rowSelection = useMemo(
    () => Object.fromEntries(Array.from(chosen.keys(), (id) => [id, true as const])),
    [chosen],
  );
  // Rows of this page are newer than those remembered.
  const known = useMemo(
    () => new Map([...chosen, ...rows.map((row) => [rowId(row), row] as const)]),
    [chosen, rows, rowId],
  );
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
    state: { rowSelection, sorting },
    onRowSelectionChange: (change) => {
      const ids = Object.keys(typeof change === "function" ? change(rowSelection) : change);
      selection?.replace(new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id) as Row]] : []))));
    },
  });
  return {
    table,
    rowName,
    selectable,
    selected: useMemo(() => Array.from(chosen.keys(), (id) => known.get(id) as Row), [chosen, known]),
  };
}
