import { numberText } from "@/lib/number-text";
import { COUNT_LIMIT } from "@/lib/pagination";

/** "1 event", "1,200 events"; "more than 10,000 events" if the count was capped. */
export function eventsText(count: number): string {
  if (count > COUNT_LIMIT) return `more than ${numberText(COUNT_LIMIT)} events`;
  return `${numberText(count)} ${count === 1 ? "event" : "events"}`;
}
