import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { env } from "../env";
import { countRequest } from "./rate";

const LIMIT = env().API_REQUESTS_PER_MINUTE;
const countMany = (caller: string, times: number) => {
  for (let time = 0; time < times; time += 1) countRequest(caller);
};

// One fake clock for all tests: the counters outlive a test, and a clock never runs backward.
beforeAll(() => {
  vi.useFakeTimers();
});
afterAll(() => {
  vi.useRealTimers();
});

test("a caller over the limit is refused with the seconds left in their window, and nobody else is", () => {
  countMany("user 1", LIMIT);
  vi.advanceTimersByTime(20_000);
  expect(() => countRequest("user 1")).toThrow(
    expect.objectContaining({ code: "TOO_MANY_REQUESTS", retryAfterSeconds: 40 }),
  );
  countMany("user 2", LIMIT);
});

test("a minute after the first request of a window, a caller has the full limit again", () => {
  countMany("user 3", LIMIT);
  vi.advanceTimersByTime(60_000);
  countMany("user 3", LIMIT);
  expect(() => countRequest("user 3")).toThrow();
});
