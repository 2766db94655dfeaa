import { describe, expect, it } from "vitest";
import { readRobotQuery } from "./robot-query";

const DEFAULTS = { q: "", status: [], sort: "created", dir: "desc", page: 1, size: 15 };

describe("the address of the tab", () => {
  it("defaults to the newest robots first, 15 per page", () => {
    expect(readRobotQuery({})).toEqual(DEFAULTS);
  });

  it("contains search, status, sort and page", () => {
    const said = { q: "ci", status: "never-used,expired", sort: "name", dir: "asc", page: "3", size: "50" };
    expect(readRobotQuery(said)).toEqual({ ...said, status: ["expired", "never-used"], page: 3, size: 50 });
  });

  it.each([
    { status: "gone", sort: "secretHash", dir: "up", page: "-1", size: "17" },
    { status: "", sort: "", dir: "", page: "1e9", size: "NaN" },
    { page: "0", size: "100000000000000000000" },
    { status: "gone,,toString,__proto__" },
  ])("ignores the invalid value %j", (nonsense) => {
    expect(readRobotQuery(nonsense)).toEqual(DEFAULTS);
  });

  it("truncates an overlong search instead of ignoring it", () => {
    expect(readRobotQuery({ q: "x".repeat(9000) }).q).toBe("x".repeat(255));
  });

  it("uses the first value of a repeated parameter", () => {
    expect(readRobotQuery({ q: ["ci", "cd"], page: ["2", "5"] })).toMatchObject({ q: "ci", page: 2 });
  });
});
