// `npm run check`: all static checks. Each runs even if another fails.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureClients } from "./clients.mjs";
import { ensureInstalled, root } from "./install.mjs";

const report = process.argv[2];
/** @param {string} script @param {string[]} args */
const node = (script, ...args) => [process.execPath, join(root, "node_modules", script), ...args];

const checks = [
  { name: "biome", steps: [node("@biomejs/biome/bin/biome", "ci", "--colors=off", ".")] },
  {
    name: "typescript",
    // tsc needs the route and style sheet types that Next generates.
    steps: [
      node("next/dist/bin/next", "typegen"),
      node("typescript/bin/tsc", "--noEmit", "-p", "."),
      node("typescript/bin/tsc", "--noEmit", "-p", "scripts"),
    ],
  },
  {
    name: "imports",
    steps: [
      node(
        "dependency-cruiser/bin/dependency-cruise.mjs",
        "--config",
        ".dependency-cruiser.mjs",
        ...[
          "app",
          "components",
          "lib",
          "operations",
          "prisma",
          "e2e",
          "bench",
          "scripts",
          "testing",
          "purser.ts",
          "server.ts",
          "instrumentation-client.ts",
        ],
      ),
    ],
  },
  { name: "laws", steps: [[process.execPath, join(root, "scripts/laws.mjs")]] },
  { name: "knip", steps: [node("knip/bin/knip.js", "--no-progress")] },
];

/** @param {{name: string, steps: string[][]}} check */
function passes({ name, steps }) {
  for (const [file = "", ...args] of steps) {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
    const done = spawnSync(file, args, { cwd: root, encoding: "utf8", env, maxBuffer: 64 * 1024 * 1024 });
    if (done.status === 0) continue;
    console.log(`✗ ${name}\n${done.stdout ?? ""}${done.stderr ?? ""}`);
    return false;
  }
  console.log(`✓ ${name}`);
  return true;
}

ensureInstalled({ withDev: true });
ensureClients();
const results = checks.map((check) => ({ name: check.name, ok: passes(check) }));
if (report) writeFileSync(report, JSON.stringify({ checks: results }));
process.exitCode = results.every((result) => result.ok) ? 0 : 1;
