import type { Patch } from "@/components/data-table/table-url";
import { inputText } from "@/components/ui/time-text";
import type { AuditFilter } from "@/lib/audit/schema";

/** Clears every filter. */
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

/** Only filters that are set. */
export function filterParams(filter: AuditFilter): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of Object.keys(NO_FILTER) as (keyof AuditFilter)[]) {
    const value = filter[name];
    if (value) params.set(name, value instanceof Date ? value.toISOString() : value);
  }
  return params;
}

/** @param path the log's own path or its download's */
export function activityHref(path: string, filter: AuditFilter): string {
  const query = filterParams(filter).toString();
  return query ? `${path}?${query}` : path;
}

/** Null if there is no such page. */
export function pagePatch(side: "before" | "after", cursor: string | null): Patch | null {
  return cursor === null ? null : { before: null, after: null, [side]: cursor };
}

/** Formats a time for a `datetime-local` input. */
export function toInputText(date: Date | null, zone: string): string {
  return date ? inputText(date.getTime(), zone) : "";
}

/** Converts a `datetime-local` value to ISO 8601 in UTC; null if empty or invalid. */
export function fromInputText(text: string): string | null {
  const date = new Date(text);
  return text === "" || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
