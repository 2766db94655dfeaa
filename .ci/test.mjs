// `npm test`: installs what tests need, runs every suite, closes with `N passed, N failed`.
// `node .ci/test.mjs e2e unit` runs the suites whose names begin so, and what they need.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isBuilt } from "../deploy/build-state.mjs";
import { ensureClients } from "../deploy/clients.mjs";
import { ensureInstalled, nodeFault, root } from "../deploy/install.mjs";
import { run, stopAll } from "./process.mjs";
import { schedule } from "./schedule.mjs";
import { suites } from "./suites.mjs";
import { closingLines, exitCodeOf, judge } from "./summary.mjs";
import { ensureCompiler, ensureRegistryDaemons, ensureRegistryTools, ensureTestBrowser } from "./tools.mjs";

const isCi = /^(1|true)$/i.test(process.env.CI ?? "");
/** A developer's own settings are not the tests' business. */
const SETTINGS =
  /^(PORT|LISTEN_HOST|MAX_CONNECTIONS|DRAIN_SECONDS|PUBLIC_URL|DATABASE_URL|DATA_DIR|AUTH_SECRET|ADMIN_.*|ROBOT_.*|REGISTRY_.*|TOKEN_.*|TRUST_PROXY|LOG_LEVEL|NODE_ENV|TZ)$/;

function install() {
  try {
    ensureInstalled({ withDev: true });
  } catch (error) {
    if (!ensureCompiler()) throw error;
    ensureInstalled({ withDev: true });
  }
}

/** Gets browser and registries. @returns {Promise<Record<string, string>>} suite name prefix → why it cannot run here */
async function prepareTools(chosen) {
  const needs = (prefix) => chosen.some((suite) => suite.name.startsWith(prefix));
  const unable = {};
  if (needs("e2e") || needs("clients") || needs("bench")) {
    const browser = await ensureTestBrowser(root);
    if (browser) process.env.CHROMIUM_PATH = browser;
    else unable.e2e = unable.clients = unable.bench = "no Chromium: set CHROMIUM_PATH";
  }
  if (needs("registry")) unable.registry = ensureRegistryTools();
  if (needs("clients")) unable.clients ??= ensureRegistryDaemons();
  return Object.fromEntries(Object.entries(unable).filter(([, why]) => why));
}

/** The chosen suites and those they need. A build that is up to date is not made again, except in a whole run. */
function choose(names) {
  if (names.length === 0) return suites;
  const chosen = suites.filter((suite) => names.some((name) => suite.name.startsWith(name)));
  if (chosen.length === 0) throw new Error(`No suite begins with ${names.join(" or ")}.`);
  const needsBuild = chosen.some((suite) => suite.after?.includes("build")) && !isBuilt();
  return suites.filter((suite) => chosen.includes(suite) || (needsBuild && suite.name === "build"));
}

function environment(extra) {
  const own = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return { ...Object.fromEntries(own), NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...extra };
}

async function runSuite(suite, reports) {
  const report = join(reports, `${suite.name}.json`);
  const { exitCode, timedOut, ms } = await run({
    command: suite.command(report),
    cwd: root,
    env: environment(suite.env?.(report)),
    limitMs: suite.limitMs,
    onLine: (line) => console.log(`[${suite.name}] ${line}`),
  });
  // The build has no tests of its own: it passes or the run fails by one.
  if (!suite.count) {
    const failed = exitCode === 0 ? 0 : 1;
    return { name: suite.name, passed: 0, failed, faults: failed ? [`ended with exit code ${exitCode}`] : [], ms };
  }
  return judge({ name: suite.name, counts: readCounts(suite, report), exitCode, timedOut, ms });
}

function readCounts(suite, report) {
  try {
    return suite.count(JSON.parse(readFileSync(report, "utf8")));
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
  const cannot = (suite) => Object.entries(unable).find(([prefix]) => suite.name.startsWith(prefix))?.[1];
  const lacking = chosen.filter(cannot).map((suite) => ({ name: suite.name, why: cannot(suite) }));
  for (const { name, why } of lacking) console.log(`${name} cannot run here: ${why}`);
  // On somebody's own machine that is said, at the end once more, and left; in CI it is a failure.
  const runnable = isCi ? chosen : chosen.filter((suite) => !cannot(suite));
  ensureClients();

  mkdirSync(tmpdir(), { recursive: true });
  const reports = mkdtempSync(join(tmpdir(), "purser-reports-"));
  const notRun = (suite, why) => judge({ name: suite.name, counts: null, exitCode: null, notRun: why });
  const results = await schedule(runnable, {
    capacity: 2,
    run: async (suite) => (cannot(suite) ? notRun(suite, cannot(suite)) : runSuite(suite, reports)),
    passed: (result) => result.failed === 0,
    skip: (suite, failed) => notRun(suite, `${failed} failed`),
  });
  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${closingLines(results, isCi ? [] : lacking).join("\n")}`);
  process.exitCode = exitCodeOf(results);
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
])
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
