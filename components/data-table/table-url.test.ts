import { describe, expect, it } from "vitest";
import { adjacentPages, patchedHref, rangeText } from "./table-url";

describe("patchedHref", () => {
  it("keeps parameters the patch doesn't mention", () => {
    expect(patchedHref("/robots", "?q=ci&size=25", { sort: "name", dir: "asc" })).toBe(
      "/robots?q=ci&size=25&sort=name&dir=asc",
    );
  });
  it("returns to the first page when the list changes", () => {
    expect(patchedHref("/robots", "page=7&after=abc", { q: "x" })).toBe("/robots?q=x");
  });
  it("keeps the list when only the page changes, and omits page 1", () => {
    expect(patchedHref("/robots", "q=ci&page=2", { page: 3 })).toBe("/robots?q=ci&page=3");
    expect(patchedHref("/robots", "q=ci&page=2", { page: 1 })).toBe("/robots?q=ci");
  });
  it("removes empty values and a trailing question mark", () => {
    expect(patchedHref("/robots", "q=ci&status=expired", { q: "", status: null })).toBe("/robots");
  });
  it("escapes typed text", () => {
    expect(patchedHref("/robots", "", { q: "a&b=c+d #" })).toBe("/robots?q=a%26b%3Dc%2Bd+%23");
  });
});

describe("rangeText", () => {
  const range = { page: 1, size: 15, shown: 15, total: 240, capped: false };
  it("counts from one", () => {
    expect(rangeText(range)).toBe("1–15 of 240");
    expect(rangeText({ ...range, page: 16, shown: 15 })).toBe("226–240 of 240");
  });
  it("ends at the total on the last page", () => {
    expect(rangeText({ ...range, page: 2, total: 17, shown: 2 })).toBe("16–17 of 17");
  });
  it("shows a capped count with a plus", () => {
    expect(rangeText({ ...range, total: 10_000, capped: true })).toBe("1–15 of 10,000+");
  });
  it("tells an empty list from an empty page", () => {
    expect(rangeText({ ...range, shown: 0, total: 0 })).toBe("No results");
    expect(rangeText({ ...range, page: 99, shown: 0 })).toBe("0 of 240");
  });
});

describe("adjacentPages", () => {
  const range = { page: 1, size: 15, shown: 15, total: 30, capped: false };
  it("has no previous on the first and no next on the last page", () => {
    expect(adjacentPages(range)).toEqual({ previous: null, next: 2 });
    expect(adjacentPages({ ...range, page: 2 })).toEqual({ previous: 1, next: null });
  });
  it("leads from past the end back to the last page", () => {
    expect(adjacentPages({ ...range, page: 99, shown: 0 })).toEqual({ previous: 2, next: null });
  });
  it("continues past a capped count while pages are full", () => {
    const far = { page: 700, size: 15, shown: 15, total: 10_000, capped: true };
    expect(adjacentPages(far)).toEqual({ previous: 699, next: 701 });
    expect(adjacentPages({ ...far, shown: 3 })).toEqual({ previous: 699, next: null });
  });
});
