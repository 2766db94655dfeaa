import { COUNT_LIMIT } from "@/lib/pagination";

/** "1 event", "1,200 events"; "more than 10,000 events" when the count stopped there. */
export function eventsText(count: number): string {
  if (count > COUNT_LIMIT) return `more than ${COUNT_LIMIT.toLocaleString("en")} events`;
  return `${count.toLocaleString("en")} ${count === 1 ? "event" : "events"}`;
}
