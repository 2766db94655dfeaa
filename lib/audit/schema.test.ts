import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AUDIT_ACTION_TEXTS, AUDIT_ACTIONS, formatCursor, parseCursor, parseInstant } from "./schema";

describe("the activity log's URL", () => {
  it("writes a place so that it is read back unchanged", () => {
    const place = fc.record({ at: fc.nat(253_402_300_799_999), id: fc.nat(2_147_483_647) });
    fc.assert(
      fc.property(place, (cursor) => {
        expect(parseCursor(formatCursor(cursor))).toEqual({ ...cursor });
      }),
    );
  });

  it.each(["", "1", "-1-1", "1-2147483648", "253402300800000-1", "1-1;drop", "1e3-1"])(
    "rejects %j as a cursor",
    (text) => {
      expect(parseCursor(text)).toBeNull();
    },
  );

  it.each([
    ["2026-03-04", "2026-03-04T00:00:00.000Z"],
    ["2026-03-04T17:45", "2026-03-04T17:45:00.000Z"],
    ["2026-03-04T17:45:30.5+05:45", "2026-03-04T12:00:30.500Z"],
  ])("reads %s as %s", (text, iso) => {
    expect(parseInstant(text)?.toISOString()).toBe(iso);
  });

  it.each(["", "now", "1969-12-31", "0000-01-01", "2026-13-01", "12026-01-01", "2026-03-04 17:45"])(
    "rejects %j as a time",
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );
});

it("no two actions read alike", () => {
  const texts = AUDIT_ACTIONS.flatMap((action) => Object.values(AUDIT_ACTION_TEXTS[action]));
  expect(new Set(texts).size).toBe(texts.length);
});
