import { expect, test } from "vitest";
import { schedule } from "./schedule.mjs";

/**
 * Runs suites of one tick each and reports the highest load.
 * @param {{name: string, after?: string[], waitsFor?: string[], weight?: number}[]} suites
 * @param {string[]} failing
 */
async function trial(suites, failing = []) {
  /** @type {string[]} */
  const log = [];
  let busy = 0;
  let most = 0;
  const results = await schedule(suites, {
    capacity: 2,
    run: async (suite) => {
      busy += suite.weight ?? 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setTimeout(resolve, 2));
      busy -= suite.weight ?? 1;
      log.push(suite.name);
      return { name: suite.name, ok: !failing.includes(suite.name), skipped: false };
    },
    passed: (result) => result.ok,
    skip: (suite) => ({ name: suite.name, ok: false, skipped: true }),
  });
  return { log, most, results };
}

test("suites run in parallel but never exceed the capacity", async () => {
  const { most, log } = await trial([{ name: "a" }, { name: "b" }, { name: "c", weight: 2 }, { name: "d" }]);
  expect(most).toBe(2);
  expect(log.sort()).toEqual(["a", "b", "c", "d"]);
});

test("a suite that mostly waits runs alongside one that takes more than a core", async () => {
  const suites = [
    { name: "a", weight: 0.5 },
    { name: "b", weight: 1.5 },
    { name: "c", weight: 1.5 },
  ];
  expect((await trial(suites)).most).toBe(2);
});

test("a suite waits for those in its `after`, and results keep the given order", async () => {
  const { log, results } = await trial([{ name: "late", after: ["early"] }, { name: "early" }]);
  expect(log).toEqual(["early", "late"]);
  expect(results.map((result) => result.name)).toEqual(["late", "early"]);
});

test("suites that depend on a failed one don't run, directly or indirectly", async () => {
  const suites = [
    { name: "a" },
    { name: "b", after: ["a"] },
    { name: "c", after: ["b"] },
    { name: "d", waitsFor: ["a"] },
  ];
  const { log, results } = await trial(suites, ["a"]);
  expect(log).toEqual(["a", "d"]);
  expect(results.filter((result) => result.skipped).map((result) => result.name)).toEqual(["b", "c"]);
});

test("a suite that wasn't selected blocks no other", async () => {
  expect((await trial([{ name: "b", after: ["a"] }])).log).toEqual(["b"]);
});
