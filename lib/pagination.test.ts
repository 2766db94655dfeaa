import { describe, expect, it } from "vitest";
import { boundedTotal, COUNT_LIMIT, COUNT_TAKE } from "./pagination";

const SIZE = 100;
function told(all: number, page: number): number {
  const found = Math.max(0, Math.min(all - (page - 1) * SIZE, SIZE + 1));
  return boundedTotal({ page, size: SIZE }, found, Math.min(all, COUNT_TAKE));
}

describe("how many rows a numbered list has", () => {
  it("is exact up to the limit, on every page and past the last", () => {
    for (const all of [0, 1, SIZE, SIZE + 1, COUNT_LIMIT])
      for (const page of [1, 2, 500]) expect(told(all, page)).toBe(all);
  });

  it("past the limit ends who pages by it at the very last row", () => {
    for (const all of [COUNT_TAKE, COUNT_LIMIT + SIZE, 12_345, 25_000]) {
      let page = 1;
      while (told(all, page) > page * SIZE) page++;
      expect(page).toBe(Math.ceil(all / SIZE));
      expect(told(all, page)).toBe(all);
    }
  });

  it("never tells of more rows than there are", () => {
    for (const all of [COUNT_TAKE, 12_345])
      for (let page = 1; page < 200; page++) expect(told(all, page)).toBeLessThanOrEqual(all);
  });
});
