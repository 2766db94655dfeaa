/**
 * Roles that the elements already have. Said again because Safari forgets them once CSS gives the element another
 * `display`, which the cards of the phone layout do.
 */
export const TABLE_ROLE = {
  table: { role: "table" },
  group: { role: "rowgroup" },
  row: { role: "row" },
  header: { role: "columnheader" },
  cell: { role: "cell" },
} as const;
