import { describe, expect, it } from "vitest";
import { localExactText, localText, relativeText, toMoment, utcDate, utcText } from "./time-text";

const AUGUST = Date.UTC(2021, 7, 4, 13, 58, 45, 934);
const DAY = 86_400_000;

describe("toMoment", () => {
  it("reads ISO text and epoch seconds alike", () => {
    expect(toMoment("2021-08-04T13:58:45Z")).toBe(toMoment(1628085525));
  });
  it('accepts the last second of the year 9999 and returns "later" after it', () => {
    expect(toMoment(253402300799)).toBe(253402300799000);
    expect(toMoment(253402300800)).toBe("later");
  });
  it('returns "later" for the maximum lifetime, without overflow', () => {
    expect(toMoment(1628085525 + 2147483646 * 86400)).toBe("later");
  });
  it("handles times after 2038", () => {
    expect(utcDate(toMoment(2147483648) as number)).toBe("19 Jan 2038");
  });
  it("returns null for invalid text", () => {
    expect(toMoment("soon")).toBeNull();
  });
});

describe("absolute texts", () => {
  it("are in UTC in any time zone", () => {
    expect(utcText(AUGUST)).toBe("4 Aug 2021, 13:58 UTC");
    expect(utcDate(Date.UTC(2021, 11, 31, 23, 59))).toBe("31 Dec 2021");
  });
  it("are in local time on request", () => {
    const local = new Date(AUGUST);
    expect(localText(AUGUST)).toContain(
      `${String(local.getHours()).padStart(2, "0")}:${String(local.getMinutes()).padStart(2, "0")}`,
    );
    expect(localExactText(AUGUST)).toMatch(/^\d+ Aug 2021, \d\d:\d\d:45 \S+/);
  });
});

describe("relativeText", () => {
  it.each([
    [0, "just now"],
    [-44_000, "just now"],
    [44_000, "in a moment"],
    [-60_000, "1 minute ago"],
    [59 * 60_000, "in 59 minutes"],
    [59.9 * 60_000, "in 1 hour"],
    [-23 * 3_600_000, "23 hours ago"],
    [23.9 * 3_600_000, "in 1 day"],
    [30 * DAY - 5_000, "in 30 days"],
    [90 * DAY, "in 90 days"],
    [-3 * DAY, "3 days ago"],
    [365 * DAY, "in 12 months"],
    [730 * DAY, "in 2 years"],
    [-5 * 365.25 * DAY, "5 years ago"],
  ])("says %i ms from now as %s", (offset, text) => {
    expect(relativeText(AUGUST + offset, AUGUST)).toBe(text);
  });
  it("never says zero", () => {
    for (let offset = 45_000; offset < 3 * 365 * DAY; offset = Math.ceil(offset * 1.07)) {
      expect(relativeText(AUGUST + offset, AUGUST)).not.toMatch(/\b0\b/);
    }
  });
});
