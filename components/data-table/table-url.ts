import { numberText } from "@/lib/number-text";
/** Null or "" removes a parameter. */
export type Patch = Record<string, string | number | null>;

/** Parameters that hold a position in the list; any other change returns to the start. */
const POSITION = ["page", "before", "after"];

/**
 * Omits page 1; a patch without a position returns to the start.
 * @param search the current query, with or without "?"
 */
export function patchedHref(pathname: string, search: string, patch: Patch): string {
  const params = new URLSearchParams(search);
  if (!POSITION.some((name) => name in patch)) for (const name of POSITION) params.delete(name);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === "" || (name === "page" && value === 1)) params.delete(name);
    else params.set(name, String(value));
  }
  const query = params.toString();
  return query ? `${pathname}?${query}` : pathname;
}

/** "1–15 of 240"; "1–15 of 10,000+" if the count was capped; "No results". */
export function rangeText(range: {
  page: number;
  size: number;
  shown: number;
  total: number;
  capped: boolean;
}): string {
  const { page, size, shown, total, capped } = range;
  const count = `${numberText(total)}${capped ? "+" : ""}`;
  if (shown === 0) return total === 0 ? "No results" : `0 of ${count}`;
  const first = (page - 1) * size + 1;
  return `${numberText(first)}–${numberText(first + shown - 1)} of ${count}`;
}

/** Null if there is no such page. Past a capped count, a full page is assumed to have a next one. */
export function adjacentPages(range: { page: number; size: number; shown: number; total: number; capped: boolean }): {
  previous: number | null;
  next: number | null;
} {
  const { page, size, shown, total, capped } = range;
  const last = Math.max(1, Math.ceil(total / size));
  const more = capped ? page < last || shown === size : page < last;
  return { previous: page > 1 ? Math.min(page - 1, capped ? page - 1 : last) : null, next: more ? page + 1 : null };
}
