// The suites of `npm test`: their commands, dependencies and load.
import { join } from "node:path";
import { root } from "./install.mjs";
import { countChecks, countPlaywright, countVitest } from "./summary.mjs";

const MINUTE = 60_000;
const bin = (/** @type {string} */ script) => [process.execPath, join(root, "node_modules", script)];

const vitest = (/** @type {string} */ project) => ({
  name: project,
  command: (/** @type {string} */ report) => [
    ...bin("vitest/vitest.mjs"),
    ...["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  ],
  count: countVitest,
  limitMs: 10 * MINUTE,
});

const browser = (/** @type {string} */ database) => ({
  name: `e2e-${database}`,
  command: () => [...bin("@playwright/test/cli.js"), "test"],
  env: (/** @type {string} */ report) => ({ E2E_DATABASE: database, E2E_REPORT: report }),
  count: countPlaywright,
  limitMs: 40 * MINUTE,
  after: ["build"],
  // Two browsers and a server keep nearly both cores busy, so only suites that mostly wait fit beside it.
  weight: 1.5,
});

/**
 * The first suite that can run starts first, so suites that others depend on come early.
 * `after`: suites that must have passed; `weight`: how many of the two cores it uses.
 * @typedef {{name: string, command: (report: string) => string[], env?: (report: string) => Record<string, string>,
 *   count: ((report: any) => import("./summary.mjs").Counts) | null, limitMs: number, after?: string[], waitsFor?: string[], weight?: number}} Suite
 * @type {Suite[]}
 */
export const suites = [
  {
    name: "check",
    command: (report) => [process.execPath, join(root, "scripts/check.mjs"), report],
    count: countChecks,
    limitMs: 10 * MINUTE,
  },
  vitest("unit"),
  {
    name: "build",
    command: () => [process.execPath, join(root, "scripts/build.mjs")],
    count: null,
    limitMs: 15 * MINUTE,
    // Both the check and the build have Next write its types.
    waitsFor: ["check"],
  },
  vitest("sqlite"),
  vitest("postgresql"),
  {
    name: "bench",
    command: () => [process.execPath, join(root, "bench/start.mjs"), "--smoke"],
    env: (report) => ({ BENCH_REPORT: report }),
    count: countChecks,
    limitMs: 5 * MINUTE,
    after: ["build"],
  },
  { ...vitest("process"), after: ["build"] },
  { ...vitest("rest"), after: ["build"] },
  { ...vitest("registry"), after: ["build"] },
  // Daemons and clients take turns here, so half a core stays free.
  { ...vitest("clients"), after: ["build"], weight: 0.5 },
  browser("sqlite"),
  browser("postgresql"),
];
