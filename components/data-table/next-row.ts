const ROWS = "main tbody tr";

/**
 * Remembers the row around `opener`, or the first selected one. Returns a function that finds the row now in its place,
 * for focus after a deletion; null if no row is left.
 */
export function rememberRow(opener: Element | null): () => HTMLElement | null {
  const rows = () => [...document.querySelectorAll<HTMLElement>(ROWS)];
  const row = opener?.closest<HTMLElement>(ROWS) ?? document.querySelector<HTMLElement>(`${ROWS}[data-selected]`);
  const position = row ? rows().indexOf(row) : -1;
  return () => (position < 0 ? null : (rows()[position] ?? rows().at(-1) ?? null));
}
