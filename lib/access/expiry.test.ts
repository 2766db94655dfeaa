import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  epochSeconds,
  expiresAfter,
  fromStoredExpiry,
  MAX_DURATION_DAYS,
  NEVER,
  STORED_NEVER,
  statusOf,
  toStoredExpiry,
} from "./expiry";

const seconds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 1 });

describe("status", () => {
  test("is disabled whenever the robot is disabled", () => {
    fc.assert(
      fc.property(seconds, seconds, (expiresAt, now) => {
        expect(statusOf({ disabled: true, expiresAt }, now)).toBe("disabled");
      }),
    );
  });

  test("changes from active to expired at the second of the expiry", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 2 }), (expiresAt) => {
        const robot = { disabled: false, expiresAt };
        expect([expiresAt - 1, expiresAt, expiresAt + 1].map((now) => statusOf(robot, now))).toEqual([
          "active",
          "expired",
          "expired",
        ]);
      }),
    );
  });

  test("never expires when the expiry is never", () => {
    fc.assert(fc.property(seconds, (now) => statusOf({ disabled: false, expiresAt: NEVER }, now) === "active"));
  });
});

describe("stored expiry", () => {
  test("round-trips every second and never", () => {
    fc.assert(fc.property(seconds, (value) => fromStoredExpiry(toStoredExpiry(value)) === value));
    expect(toStoredExpiry(NEVER)).toBe(STORED_NEVER);
    expect(fromStoredExpiry(STORED_NEVER)).toBe(NEVER);
  });

  test("sorts never after the maximum lifetime from the year 9999 on", () => {
    const last = expiresAfter(MAX_DURATION_DAYS, 253_402_300_799);
    expect(toStoredExpiry(last) < toStoredExpiry(NEVER)).toBe(true);
  });
});

test("a lifetime is counted in whole days from the second of creation", () => {
  const created = epochSeconds(new Date("2021-08-04T13:58:45.934Z"));
  expect(expiresAfter(10, created)).toBe(1_628_949_525);
  expect(expiresAfter(NEVER, created)).toBe(-1);
});
