// `npm test`: installs what tests need, runs every suite and ends with `N passed, N failed`.
// `node scripts/test.mjs e2e unit` runs the suites whose names start with these, and the build if they need it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isBuilt } from "./build-state.mjs";
import { ensureClients } from "./clients.mjs";
import { ensureInstalled, nodeFault, root } from "./install.mjs";
import { memoryFolder } from "./memory-folder.mjs";
import { run, stopAll } from "./process.mjs";
import { schedule } from "./schedule.mjs";
import { suites } from "./suites.mjs";
import { closingLines, exitCodeOf, judge } from "./summary.mjs";
import { ensureCompiler, ensureRegistryDaemons, ensureRegistryTools, ensureTestBrowser } from "./tools.mjs";

/** @typedef {import("./suites.mjs").Suite} Suite */

const isCi = /^(1|true)$/i.test(process.env.CI ?? "");
/** Purser's own settings, which must not leak from a developer's shell into the tests. */
const SETTINGS =
  /^(PORT|LISTEN_HOST|MAX_CONNECTIONS|DRAIN_SECONDS|PUBLIC_URL|DATABASE_URL|DATA_DIR|AUTH_SECRET|ADMIN_.*|BACKUP_.*|METRICS_.*|SESSION_.*|ROBOT_.*|REGISTRY_.*|TOKEN_.*|API_.*|TRUST_PROXY|OTEL_.*|SMTP_.*|WEBHOOK_.*|LOG_LEVEL|NODE_ENV|TZ)(_FILE)?$/;

function install() {
  try {
    ensureInstalled({ withDev: true });
  } catch (error) {
    if (!ensureCompiler()) throw error;
    ensureInstalled({ withDev: true });
  }
}

/**
 * Installs the browser and registries that the suites need.
 * @param {Suite[]} chosen
 * @returns {Promise<Record<string, string>>} suite name prefix → why it can't run here
 */
async function prepareTools(chosen) {
  const needs = (/** @type {string} */ prefix) => chosen.some((suite) => suite.name.startsWith(prefix));
  /** @type {Record<string, string | null>} */
  const unable = {};
  if (needs("e2e") || needs("clients") || needs("bench")) {
    const browser = await ensureTestBrowser(root);
    if (browser) process.env.CHROMIUM_PATH = browser;
    else unable.e2e = unable.clients = unable.bench = "no Chromium: set CHROMIUM_PATH";
  }
  if (needs("registry")) unable.registry = ensureRegistryTools();
  if (needs("clients")) unable.clients ??= ensureRegistryDaemons();
  return Object.fromEntries(Object.entries(unable).flatMap(([prefix, why]) => (why ? [[prefix, why]] : [])));
}

/**
 * Selects suites, and the build if they need one. An up-to-date build is only rebuilt in a full run.
 * @param {string[]} names
 */
function choose(names) {
  if (names.length === 0) return suites;
  const chosen = suites.filter((suite) => names.some((name) => suite.name.startsWith(name)));
  if (chosen.length === 0) throw new Error(`No suite’s name starts with ${names.join(" or ")}.`);
  const needsBuild = chosen.some((suite) => suite.after?.includes("build")) && !isBuilt();
  return suites.filter((suite) => chosen.includes(suite) || (needsBuild && suite.name === "build"));
}

/** @param {Record<string, string>} [extra] */
function environment(extra) {
  const own = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return { ...Object.fromEntries(own), NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...extra };
}

/** @param {Suite} suite @param {string} reports a folder */
async function runSuite(suite, reports) {
  const report = join(reports, `${suite.name}.json`);
  const { exitCode, timedOut, ms } = await run({
    command: suite.command(report),
    cwd: root,
    env: environment(suite.env?.(report)),
    limitMs: suite.limitMs,
    onLine: (line) => console.log(`[${suite.name}] ${line}`),
  });
  // The build has no tests: it passes, or counts as one failure.
  if (!suite.count) {
    const failed = exitCode === 0 ? 0 : 1;
    return { name: suite.name, passed: 0, failed, faults: failed ? [`ended with exit code ${exitCode}`] : [], ms };
  }
  return judge({ name: suite.name, counts: readCounts(suite, report), exitCode, timedOut, ms });
}

/** @param {Suite} suite @param {string} report */
function readCounts(suite, report) {
  try {
    return suite.count?.(JSON.parse(readFileSync(report, "utf8"))) ?? null;
  } catch {
    return null;
  }
}

async function main() {
  const fault = nodeFault();
  if (fault) throw new Error(fault);
  process.chdir(root);
  install();
  const chosen = choose(process.argv.slice(2));
  const unable = await prepareTools(chosen);
  const cannot = (/** @type {Suite} */ suite) =>
    Object.entries(unable).find(([prefix]) => suite.name.startsWith(prefix))?.[1];
  const lacking = chosen.flatMap((suite) => {
    const why = cannot(suite);
    return why ? [{ name: suite.name, why }] : [];
  });
  for (const { name, why } of lacking) console.log(`${name} can’t run here: ${why}`);
  // On a developer's machine this is reported, now and at the end; in CI it is a failure.
  const runnable = isCi ? chosen : chosen.filter((suite) => !cannot(suite));
  ensureClients();

  const inMemory = memoryFolder();
  if (inMemory) {
    process.env.TMPDIR = inMemory;
    process.once("exit", () => rmSync(inMemory, { recursive: true, force: true }));
  }
  mkdirSync(tmpdir(), { recursive: true });
  const reports = mkdtempSync(join(tmpdir(), "purser-reports-"));
  const notRun = (/** @type {Suite} */ suite, /** @type {string} */ why) =>
    judge({ name: suite.name, counts: null, exitCode: null, notRun: why });
  const results = await schedule(runnable, {
    capacity: 2,
    run: async (suite) => {
      const why = cannot(suite);
      return why ? notRun(suite, why) : runSuite(suite, reports);
    },
    passed: (result) => result.failed === 0,
    skip: (suite, failed) => notRun(suite, `${failed} failed`),
  });
  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${closingLines(results, isCi ? [] : lacking).join("\n")}`);
  process.exitCode = exitCodeOf(results);
}

/** As shells do: 128 plus the signal’s number. */
const SIGNALS = /** @type {const} */ ([
  ["SIGINT", 130],
  ["SIGTERM", 143],
]);
for (const [signal, code] of SIGNALS)
  process.once(signal, async () => {
    await stopAll();
    process.exit(code);
  });

try {
  await main();
} catch (error) {
  await stopAll();
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}
