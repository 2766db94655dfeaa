import type { EventType } from "../events/schema";
import { eventsFor } from "./schema";

/** The first event that a webhook there never gets, or null. */
export function eventsOutside(home: { name: string } | null, events: readonly EventType[]): EventType | null {
  const allowed = eventsFor(home?.name ?? null);
  return events.find((type) => !allowed.includes(type)) ?? null;
}
