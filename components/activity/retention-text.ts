import { numberText } from "@/lib/number-text";
/** "indefinitely", "for 1 day", "for 90 days". */
export function keptText(days: number | null): string {
  if (days === null) return "indefinitely";
  return `for ${numberText(days)} ${days === 1 ? "day" : "days"}`;
}
