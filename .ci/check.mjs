// `npm run check`: every static check. All run even when one fails.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureClients } from "../deploy/clients.mjs";
import { ensureInstalled, root } from "../deploy/install.mjs";

const report = process.argv[2];
const node = (script, ...args) => [process.execPath, join(root, "node_modules", script), ...args];

const checks = [
  { name: "biome", steps: [node("@biomejs/biome/bin/biome", "ci", "--colors=off", ".")] },
  {
    name: "typescript",
    // The types of routes and style sheets, which tsc reads, are Next's to write.
    steps: [node("next/dist/bin/next", "typegen"), node("typescript/bin/tsc", "--noEmit", "-p", ".")],
  },
  {
    name: "imports",
    steps: [
      node(
        "dependency-cruiser/bin/dependency-cruise.mjs",
        "--config",
        ".dependency-cruiser.mjs",
        ...["app", "components", "lib", "prisma", "e2e", "bench", "server.ts"],
      ),
    ],
  },
  { name: "knip", steps: [node("knip/bin/knip.js", "--no-progress")] },
];

function passes({ name, steps }) {
  for (const [file, ...args] of steps) {
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
