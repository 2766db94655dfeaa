import { expect, it } from "vitest";
import { eventsText } from "./events-text";

it("counts events up to the cap", () => {
  expect([1, 1200, 10_000, 10_001].map(eventsText)).toEqual([
    "1 event",
    "1,200 events",
    "10,000 events",
    "more than 10,000 events",
  ]);
});
