import { describe, expect, it } from "vitest";
import { needsTypedName } from "@/components/robots/delete-confirmation";

const NOW = Date.UTC(2021, 7, 4);
const usedDaysAgo = (days: number) => ({ lastUsedAt: new Date(NOW - days * 86_400_000) });
const unused = { lastUsedAt: null };

describe("typing a name to confirm a delete", () => {
  it("is required for several robots, used or not", () => expect(needsTypedName([unused, unused], NOW)).toBe(true));
  it("is required for one used six days ago", () => expect(needsTypedName([usedDaysAgo(6)], NOW)).toBe(true));
  it("is not required for one used seven days ago", () => expect(needsTypedName([usedDaysAgo(7)], NOW)).toBe(false));
  it("is not required for one never used", () => expect(needsTypedName([unused], NOW)).toBe(false));
});
