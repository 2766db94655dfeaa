/** The elements' own roles, repeated because Safari drops them when CSS changes `display`, as the card layout does. */
export const TABLE_ROLE = {
  table: { role: "table" },
  group: { role: "rowgroup" },
  row: { role: "row" },
  header: { role: "columnheader" },
  cell: { role: "cell" },
} as const;
