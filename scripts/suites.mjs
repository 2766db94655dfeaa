// Every suite of `npm test`: what it runs, what it waits for and how much of the machine it takes.
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
  // Two browsers and a server: both cores, nearly; beside it runs what mostly waits.
  weight: 1.5,
});

/**
 * The first that can run is begun first: what others wait for stands early.
 * `after`: suites that must have passed; `weight`: how many of the two cores it keeps busy.
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
    // The check has Next write its types where the build does.
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
  // Daemons and programs take turns here, so half a core is free for others.
  { ...vitest("clients"), after: ["build"], weight: 0.5 },
  browser("sqlite"),
  browser("postgresql"),
];
