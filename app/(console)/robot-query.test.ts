import { describe, expect, it } from "vitest";
import { readRobotQuery } from "./robot-query";

const DEFAULTS = { q: "", status: null, sort: "created", dir: "desc", page: 1, size: 15 };

describe("the address of the tab", () => {
  it("without a query is the newest robots first, fifteen a page", () => {
    expect(readRobotQuery({})).toEqual(DEFAULTS);
  });

  it("says search, status, order and page", () => {
    const said = { q: "ci", status: "expired", sort: "name", dir: "asc", page: "3", size: "50" };
    expect(readRobotQuery(said)).toEqual({ ...said, page: 3, size: 50 });
  });

  it.each([
    { status: "gone", sort: "secretHash", dir: "up", page: "-1", size: "17" },
    { status: "", sort: "", dir: "", page: "1e9", size: "NaN" },
    { page: "0", size: "100000000000000000000" },
  ])("takes nonsense as not said: %j", (nonsense) => {
    expect(readRobotQuery(nonsense)).toEqual(DEFAULTS);
  });

  it("cuts an endless search instead of ignoring it", () => {
    expect(readRobotQuery({ q: "x".repeat(9000) }).q).toBe("x".repeat(255));
  });

  it("reads the first of a parameter that is given twice", () => {
    expect(readRobotQuery({ q: ["ci", "cd"], page: ["2", "5"] })).toMatchObject({ q: "ci", page: 2 });
  });
});
