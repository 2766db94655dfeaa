import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PROJECT_ACCESS_KEYS } from "./permissions";
import {
  coversPattern,
  formatPatterns,
  limitFault,
  matchesRepository,
  parsePatterns,
  readPatterns,
  typedPattern,
  wholeProjectKeys,
} from "./repositories";

describe("a pattern lets in", () => {
  test.each([
    ["site", "site", true],
    ["site", "site/a", false],
    ["site", "sitex", false],
    ["site", "Site", false],
    ["team/*", "team/a", true],
    ["team/*", "team/a/b", true],
    ["team/*", "team", false],
    ["team/*", "teamx", false],
    ["team/*", "teamx/a", false],
    ["team/*", "a/team/b", false],
    ["team/*", "team/", false],
    ["team/*", "team/a/", false],
    ["team/*", "team//a", false],
    ["team/*", "team/../site", false],
    ["team/*", "team/./a", false],
    ["team/*", "team/..", false],
    ["team/*", "team/é", false],
    ["team/*", "team/ａ", false],
    ["team/*", "team/*", false],
    ["team/*", "TEAM/a", false],
    ["a/b/*", "a/b/c", true],
    ["a/b/*", "a/c", false],
    ["site", "", false],
  ])("%s: %s? %s", (pattern, repository, isIn) => {
    expect(matchesRepository([pattern], repository)).toBe(isIn);
  });

  test("the union of several", () => {
    const isIn = (repository: string) => matchesRepository(["site", "team/*"], repository);
    expect(["site", "team/a", "other"].map(isIn)).toEqual([true, true, false]);
  });
});

describe("patterns, as typed", () => {
  test.each([
    [["site"], ["site"], []],
    [[" b ", "a", "a"], ["a", "b"], []],
    [["team/a", "team/*", "team/b/*"], ["team/*"], ["team/a", "team/b/*"]],
    [["team", "team/*"], ["team", "team/*"], []],
    [["docs/site", "docs/team/*"], ["site", "team/*"], []],
    [["docs/docs/site"], ["docs/site"], []],
    [["docs"], ["docs"], []],
    [["docsx/site"], ["docsx/site"], []],
    [["*", "site"], undefined, ["site"]],
    [["docs/*"], undefined, []],
  ])("%j in docs are %j", (typed, patterns, covered) => {
    expect(readPatterns(typed, "docs")).toEqual({
      patterns,
      covered: covered.map((pattern) => ({ pattern, by: patterns ? "team/*" : "*" })),
    });
  });

  test("of every project keep their first part", () => {
    expect(readPatterns(["docs/site"], null)).toEqual({ patterns: ["docs/site"], covered: [] });
  });

  test.each(["te*m", "*/site", "team/*/a", "**", "team/**", "*x", "team*", "te/a*", "*/*"])(
    '%j is refused: "*" stands alone or after the last "/"',
    (typed) => {
      expect(readPatterns([typed], "docs")).toEqual({
        fault: expect.stringContaining('"*" stands alone or after the last "/"'),
      });
    },
  );

  test.each([
    "",
    "/",
    "/*",
    "Site",
    "team/",
    "/team",
    "a//b",
    "..",
    "../x",
    "a/../b",
    "é",
    "a b",
    "a:b",
    "-a",
    "a".repeat(256),
  ])("%j is refused", (typed) => {
    expect(readPatterns([typed], "docs")).toEqual({ fault: expect.stringMatching(/repository|too long/) });
  });
});

const component = fc.constantFrom("a", "b", "team", "docs", "x-y", "v1.0");
const repository = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const pattern = fc.oneof(
  repository,
  repository.map((name) => `${name}/*`),
);

test("merging changes nothing that is let in, and a covering pattern lets in what the covered one does", () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 6 }), repository, pattern, (typed, name, other) => {
      const reading = readPatterns(typed, null);
      if (!("patterns" in reading)) throw new Error("a valid pattern was refused");
      expect(matchesRepository(reading.patterns ?? [], name)).toBe(matchesRepository(typed, name));
      for (const own of typed)
        if (coversPattern(own, other) && matchesRepository([other], name))
          expect(matchesRepository([own], name)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("what is shown reads as what is stored, also for a pattern that starts like its project", () => {
  fc.assert(
    fc.property(fc.uniqueArray(pattern, { minLength: 1, maxLength: 6 }), component, (typed, project) => {
      const reading = readPatterns(
        typed.map((one) => `${project}/${one}`),
        project,
      );
      if ("fault" in reading || !reading.patterns) return;
      const shown = reading.patterns.map((one) => typedPattern(one, project));
      expect(readPatterns(shown, project)).toEqual({ patterns: reading.patterns, covered: [] });
      expect(parsePatterns(formatPatterns(reading.patterns))).toEqual(reading.patterns);
    }),
    { numRuns: 500 },
  );
});

test("charts and the API are for the whole project; what concerns a repository can be limited", () => {
  const whole = wholeProjectKeys(PROJECT_ACCESS_KEYS);
  expect(whole).toEqual([
    ...["helm-chart:read", "helm-chart-version:create", "helm-chart-version:delete"],
    ...["project:read", "robot:create", "robot:list", "robot:read", "robot:delete", "member:list", "log:list"],
  ]);
  expect(limitFault(["repository:pull", "helm-chart:read"], ["site"])).toBe(
    '"helm-chart:read" is for the whole project; take it out or allow all repositories',
  );
  expect(limitFault(["helm-chart:read"], undefined)).toBeNull();
  expect(limitFault(["repository:pull", "scan:create"], ["site"])).toBeNull();
});
