import { numberText } from "@/lib/number-text";
/** Changes to the address of a list: null or "" removes a parameter. */
export type Patch = Record<string, string | number | null>;

/** Parameters that say where one is in a list; any other change goes back to its start. */
const POSITION = ["page", "before", "after"];

/**
 * The address of the same list after `patch`. Page 1 is not written; a patch without a position goes to the start.
 * @param search the present query, with or without "?"
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

/** "1–15 of 240"; "1–15 of 10,000+" when the count stopped at its limit; "No results". */
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

/** The pages beside this one; null where there is none. Past a capped count, a full page is taken to have a next. */
export function neighbours(range: { page: number; size: number; shown: number; total: number; capped: boolean }): {
  previous: number | null;
  next: number | null;
} {
  const { page, size, shown, total, capped } = range;
  const last = Math.max(1, Math.ceil(total / size));
  const more = capped ? page < last || shown === size : page < last;
  return { previous: page > 1 ? Math.min(page - 1, capped ? page - 1 : last) : null, next: more ? page + 1 : null };
}

/** The same object if every selected row is still there, else one without those that are gone. */
export function keepPresent(selection: Record<string, true>, present: ReadonlySet<string>): Record<string, true> {
  const ids = Object.keys(selection);
  const kept = ids.filter((id) => present.has(id));
  if (kept.length === ids.length) return selection;
  return Object.fromEntries(kept.map((id) => [id, true as const]));
}
