import fc from "fast-check";
import { expect, test } from "vitest";
import { numberText } from "./number-text";

test("whole numbers have English thousands separators", () => {
  const written = (count: number) => expect(numberText(count)).toBe(count.toLocaleString("en"));
  fc.assert(
    fc.property(fc.maxSafeInteger(), (count) => {
      written(count);
    }),
  );
  for (const count of [0, 999, 1_000, 999_999, 1_000_000]) written(count);
});
