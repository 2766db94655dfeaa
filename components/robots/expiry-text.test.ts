import { describe, expect, it } from "vitest";
import { expiryText, parseDays, resultText } from "@/components/robots/expiry-text";
import { MAX_DURATION_DAYS, NEVER } from "@/lib/access/expiry";

const NOW_MS = Date.UTC(2021, 7, 4, 13, 58, 45);
const DAY = 86_400;

describe("resulting date", () => {
  it("adds the days to now, in local time", () => {
    expect(resultText({ kind: "days", days: 30 }, NEVER, NOW_MS)).toBe("It expires on 3 Sep 2021, 19:43.");
  });

  it("mentions that it never expires", () => {
    expect(resultText({ kind: "never" }, 0, NOW_MS)).toBe("It never expires.");
    expect(resultText({ kind: "keep" }, NEVER, NOW_MS)).toBe("It never expires.");
  });

  it("mentions that a kept date has passed", () => {
    const past = NOW_MS / 1000 - DAY;
    expect(resultText({ kind: "keep" }, Math.floor(past), NOW_MS)).toBe(
      "It expired on 3 Aug 2021, 19:43 and can’t log in.",
    );
  });

  it("does not overflow with the maximum lifetime", () => {
    expect(resultText({ kind: "days", days: MAX_DURATION_DAYS }, NEVER, NOW_MS)).toBe("It expires after 9999.");
  });

  it.each([Number.NaN, 0, -1])("is empty while the days are invalid: %d", (days) => {
    expect(resultText({ kind: "days", days }, NEVER, NOW_MS)).toBe("");
  });

  it('never shows 1970 for "never"', () => {
    expect(expiryText(NEVER)).toBe("never");
  });
});

describe("typed days", () => {
  it.each([
    ["30", 30],
    [" 7 ", 7],
  ])("%j is %d", (text, days) => expect(parseDays(text)).toBe(days));

  it.each(["", "1.5", "-3", "1e3", "0x10", "ten", "٣"])("%j is not a whole number", (text) => {
    expect(parseDays(text)).toBeNaN();
  });
});
