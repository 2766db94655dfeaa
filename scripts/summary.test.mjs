import { describe, expect, test } from "vitest";
import { closingLines, countChecks, countPlaywright, countVitest, exitCodeOf, judge } from "./summary.mjs";

const counts = (change = {}) => ({ passed: 3, failed: 0, skipped: 0, broken: [], ...change });
const outcome = (change = {}) => ({ name: "unit", counts: counts(), exitCode: 0, ...change });

describe("reports", () => {
  test("Vitest's counts passed, failed and skipped tests, and a file that didn't load is broken", () => {
    const report = {
      testResults: [
        { name: "a", status: "passed", assertionResults: [{ status: "passed" }, { status: "skipped" }] },
        { name: "b", status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] },
        { name: "c", status: "failed", message: "no such module", assertionResults: [] },
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 2, failed: 1, skipped: 1, broken: ["c: no such module"] });
  });

  test("Playwright's counts a flaky test as failed and an error outside tests as broken", () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 1 }, errors: [{ message: "no server" }] };
    expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: 1, broken: ["no server"] });
  });

  test("each static check counts as one test", () => {
    expect(countChecks({ checks: [{ ok: true }, { ok: false }, { ok: true }] })).toMatchObject({
      passed: 2,
      failed: 1,
    });
  });
});

describe("a suite", () => {
  test("that passed has no fault", () => {
    expect(judge(outcome())).toMatchObject({ passed: 3, failed: 0, faults: [] });
  });

  test.each([
    ["ran nothing", { counts: counts({ passed: 0 }) }, "ran no test"],
    ["left no report", { counts: null, exitCode: 134 }, "left no report (exit code 134)"],
    ["crashed after its tests", { exitCode: 1 }, "ended with exit code 1"],
    ["took too long", { timedOut: true, exitCode: null }, "took too long and was stopped"],
    ["skipped tests", { counts: counts({ skipped: 2 }) }, "skipped 2"],
    ["had a file that did not load", { counts: counts({ broken: ["c: oops"] }), exitCode: 1 }, "could not run c: oops"],
    ["was not run", { counts: null, exitCode: null, notRun: "build failed" }, "not run: build failed"],
  ])("that %s fails by exactly one", (_, change, fault) => {
    expect(judge(outcome(change))).toMatchObject({ failed: 1, faults: [fault] });
  });

  test("with failed tests isn't counted again for its exit code", () => {
    expect(judge(outcome({ counts: counts({ failed: 2 }), exitCode: 1 }))).toMatchObject({ failed: 2, faults: [] });
  });
});

describe("the run", () => {
  const results = [
    judge(outcome()),
    judge(outcome({ name: "e2e", counts: counts({ passed: 4, failed: 2 }), exitCode: 1 })),
  ];

  test("closes with the sum over all suites", () => {
    expect(closingLines(results).at(-1)).toBe("7 passed, 2 failed");
  });

  test("names and counts the suites that couldn't run here", () => {
    const lines = closingLines(results, [{ name: "clients", why: "not installed: podman" }]);
    expect(lines).toContain("clients  skipped: not installed: podman");
    expect(lines).toContain("1 skipped");
    expect(lines.at(-1)).toBe("7 passed, 2 failed");
  });

  test("exits with 0 only if something passed and nothing failed", () => {
    expect(exitCodeOf(results)).toBe(1);
    expect(exitCodeOf(results.slice(0, 1))).toBe(0);
    expect(exitCodeOf([])).toBe(1);
  });
});
