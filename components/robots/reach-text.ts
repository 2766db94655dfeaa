import { numberText } from "@/lib/number-text";
import type { Reach } from "@/lib/robots/holdings";

/** Null for none. */
export function reachText({ all, count, names }: Reach): string | null {
  if (all) return count > 0 ? `All projects · ${count} ${count === 1 ? "exception" : "exceptions"}` : "All projects";
  if (count === 0) return null;
  return names.length > 0 ? names.join(", ") : `${numberText(count)} projects`;
}
