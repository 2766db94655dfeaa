// Converts each suite's report to one kind of result, and adds them up.

/**
 * @typedef {{passed: number, failed: number, skipped: number, broken: string[]}} Counts
 *   broken: what kept tests from running, such as a file that couldn't be loaded
 * @typedef {{name: string, counts: Counts | null, exitCode: number | null, timedOut?: boolean, notRun?: string, ms?: number}} Outcome
 *   counts is null if the suite left no report; notRun says why it never started
 * @typedef {{name: string, passed: number, failed: number, faults: string[], ms: number}} Result
 */

/**
 * Counts tests in Vitest's JSON report.
 * @param {{testResults?: {name: string, status: string, message?: string, assertionResults?: {status: string}[]}[]}} report
 * @returns {Counts}
 */
export function countVitest(report) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0, broken: [] };
  for (const file of report.testResults ?? []) {
    const statuses = (file.assertionResults ?? []).map((test) => test.status);
    const failed = statuses.filter((status) => status === "failed").length;
    counts.passed += statuses.filter((status) => status === "passed").length;
    counts.failed += failed;
    counts.skipped += statuses.filter((status) => !["passed", "failed"].includes(status)).length;
    if (file.status === "failed" && failed === 0) counts.broken.push(`${file.name}: ${file.message || "failed"}`);
  }
  return counts;
}

/**
 * Counts tests in Playwright's JSON report. A flaky test counts as failed.
 * @param {{stats?: {expected?: number, unexpected?: number, flaky?: number, skipped?: number}, errors?: {message?: string}[]}} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  const broken = (report.errors ?? []).map((error) => error.message ?? String(error));
  return { passed: expected, failed: unexpected + flaky, skipped, broken };
}

/** Counts the report of `scripts/check.mjs`: each check is one test. @param {{checks: {ok: boolean}[]}} report @returns {Counts} */
export function countChecks(report) {
  const passed = report.checks.filter((check) => check.ok).length;
  return { passed, failed: report.checks.length - passed, skipped: 0, broken: [] };
}

/**
 * Judges one suite. Anything that keeps it from proving success counts as one failure.
 * @param {Outcome} outcome
 * @returns {Result}
 */
export function judge({ name, counts, exitCode, timedOut = false, notRun, ms = 0 }) {
  const { passed, failed, skipped, broken } = counts ?? { passed: 0, failed: 0, skipped: 0, broken: [] };
  const faults = broken.map((fault) => `could not run ${fault}`);
  if (notRun) faults.push(`not run: ${notRun}`);
  else if (timedOut) faults.push("took too long and was stopped");
  else if (!counts) faults.push(`left no report (exit code ${exitCode})`);
  else {
    if (passed + failed === 0 && broken.length === 0) faults.push("ran no test");
    if (skipped > 0) faults.push(`skipped ${skipped}`);
    if (exitCode !== 0 && failed === 0 && faults.length === 0) faults.push(`ended with exit code ${exitCode}`);
  }
  return { name, passed, failed: failed + faults.length, faults, ms };
}

/**
 * The closing lines of a run. The last one adds up all suites; those that couldn't run here are named before it.
 * @param {Result[]} results
 * @param {{name: string, why: string}[]} skipped
 */
export function closingLines(results, skipped = []) {
  const width = Math.max(...[...results, ...skipped].map(({ name }) => name.length), 5);
  const lines = results.map(({ name, passed, failed, faults, ms }) => {
    const time = `${(ms / 1000).toFixed(0)} s`.padStart(6);
    const why = faults.length > 0 ? `   ${faults.join("; ")}` : "";
    return `${name.padEnd(width)}  ${String(passed).padStart(5)} passed  ${String(failed).padStart(4)} failed  ${time}${why}`;
  });
  for (const { name, why } of skipped) lines.push(`${name.padEnd(width)}  skipped: ${why}`);
  if (skipped.length > 0) lines.push("", `${skipped.length} skipped`);
  const sum = (/** @type {"passed" | "failed"} */ key) => results.reduce((total, result) => total + result[key], 0);
  return [...lines, "", `${sum("passed")} passed, ${sum("failed")} failed`];
}

/** 0 only if something ran and nothing failed. @param {Result[]} results */
export function exitCodeOf(results) {
  const passed = results.reduce((total, result) => total + result.passed, 0);
  return passed > 0 && results.every((result) => result.failed === 0) ? 0 : 1;
}
