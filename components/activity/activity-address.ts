import type { Patch } from "@/components/data-table/table-url";
import type { AuditFilter } from "@/lib/audit/schema";

/** A patch that takes every filter away. */
export const NO_FILTER = {
  actor: null,
  robot: null,
  project: null,
  action: null,
  result: null,
  span: null,
  from: null,
  to: null,
} satisfies Record<keyof AuditFilter, null>;

/** A filter as parameters of an address; only what is set. */
export function filterParams(filter: AuditFilter): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of Object.keys(NO_FILTER) as (keyof AuditFilter)[]) {
    const value = filter[name];
    if (value) params.set(name, value instanceof Date ? value.toISOString() : value);
  }
  return params;
}

/** The filtered log's address. `path`: the log's own, or its download's. */
export function activityHref(path: string, filter: AuditFilter): string {
  const query = filterParams(filter).toString();
  return query ? `${path}?${query}` : path;
}

/** A patch to the page on one side; null where there is none. */
export function pagePatch(side: "before" | "after", cursor: string | null): Patch | null {
  return cursor === null ? null : { before: null, after: null, [side]: cursor };
}

const two = (value: number) => String(value).padStart(2, "0");

/** A moment as a `datetime-local` input writes it, in the zone of whoever runs this or in UTC. */
export function toInputText(date: Date | null, zone: "local" | "utc"): string {
  if (!date) return "";
  if (zone === "utc") return date.toISOString().slice(0, 16);
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What a `datetime-local` input holds, as ISO 8601 in UTC; null when it is empty or no time. */
export function fromInputText(text: string): string | null {
  const date = new Date(text);
  return text === "" || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
