import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../errors";
import { decodeAgain, parseQuery, parseSort } from "./query-grammar";
import { robotQuery, robotSorts } from "./robot-query";

describe("q", () => {
  test.each([
    ["name=a", [{ key: "name", kind: "exact", value: "a" }]],
    ["Name=~a", [{ key: "name", kind: "contains", value: "a" }]],
    ["creation_time=[a~b]", [{ key: "creationtime", kind: "range", min: "a", max: "b" }]],
    ["id=[1~]", [{ key: "id", kind: "range", min: "1", max: null }]],
    ["id={1 2}", [{ key: "id", kind: "any", values: ["1", "2"] }]],
    [
      'name="a,b=c",id=1',
      [
        { key: "name", kind: "exact", value: "a,b=c" },
        { key: "id", kind: "exact", value: "1" },
      ],
    ],
    ['name={"a b" c}', [{ key: "name", kind: "any", values: ["a b", "c"] }]],
    ["name=a%252Bb", [{ key: "name", kind: "exact", value: "a+b" }]],
    ["", []],
  ])("%s is read", (q, terms) => {
    expect(parseQuery(q)).toEqual(terms);
  });

  test("with any text is read or rejected with BAD_REQUEST", () => {
    const piece = fc.constantFrom(
      "name",
      "Level",
      "ProjectID",
      "=",
      "~",
      "[",
      "]",
      "{",
      "}",
      ",",
      " ",
      '"',
      "project",
      "1",
      "%2B",
      "\0",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(text, (q) => {
        for (const read of [() => robotQuery(q), () => robotSorts(q)]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            expect((error as AppError).code).toBe("BAD_REQUEST");
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("decodes any robot name that was encoded once, twice or three times", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]+([._+-][a-z0-9]+)*$/), fc.nat(2), (name, times) => {
        let value = name;
        for (let turn = 0; turn < times; turn++) value = encodeURIComponent(value);
        expect(robotQuery(`name=${value}`).conditions).toEqual([{ field: "name", any: [name] }]);
      }),
    );
  });
});

test("a literal percent sign stays", () => {
  expect(["50%", "100%25", "a%zz"].map(decodeAgain)).toEqual(["50%", "100%", "a%zz"]);
});

test("sort is read in order, each key once", () => {
  expect(parseSort("name,-creation_time,-name")).toEqual([
    { key: "name", dir: "asc" },
    { key: "creationtime", dir: "desc" },
  ]);
  expect(robotSorts("")).toEqual([{ field: "name", dir: "asc" }]);
});
