import { expect, it } from "vitest";
import { keptText } from "./retention-text";

it("formats how long activity is kept", () => {
  expect([null, 1, 90, 36_500].map(keptText)).toEqual(["indefinitely", "for 1 day", "for 90 days", "for 36,500 days"]);
});
