/** Rows of `table` that refer to a row of `parent` that doesn't exist. */
export type Orphans = { table: string; parent: string; count: number };

/** The next id would be `last` + 1; the highest in the table is `highest`. */
export type Sequence = { table: string; last: number; highest: number };
