"use client";
import { useMemo, useState } from "react";

type Selected<Row> = { of: string; rows: ReadonlyMap<string, Row> };

/** Rows by id, including those on other pages. Each method keeps its identity. */
export type Selection<Row> = {
  rows: ReadonlyMap<string, Row>;
  replace: (rows: ReadonlyMap<string, Row>) => void;
  remove: (ids: readonly string[]) => void;
  clear: () => void;
};

/**
 * A selection that survives paging and sorting.
 * @param of identifies the search and filters: nobody should act on rows that they no longer search for
 */
export function useSelection<Row>(of: string): Selection<Row> {
  const [selected, setSelected] = useState<Selected<Row>>({ of, rows: new Map() });
  if (selected.of !== of) setSelected({ of, rows: new Map() });
  const methods = useMemo(() => {
    const change = (next: (rows: ReadonlyMap<string, Row>) => ReadonlyMap<string, Row>) =>
      setSelected((before) => ({ ...before, rows: next(before.rows) }));
    return {
      replace: (rows: ReadonlyMap<string, Row>) => change(() => rows),
      remove: (ids: readonly string[]) => change((rows) => new Map([...rows].filter(([id]) => !ids.includes(id)))),
      clear: () => change(() => new Map()),
    };
  }, []);
  const { rows } = selected;
  return useMemo(() => ({ rows, ...methods }), [rows, methods]);
}
