// The production build: both Prisma clients, the Next app and the server in front of it.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { recordBuild, sourceHash } from "./build-state.mjs";
import { serverBundle } from "./bundle.mjs";
import { ensureClients } from "./clients.mjs";
import { compressFiles } from "./compress.mjs";
import { root } from "./install.mjs";

/** @param {string} title @param {string} script @param {string[]} args */
function run(title, script, ...args) {
  console.log(title);
  const done = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const hash = sourceHash();
rmSync(join(root, "dist/build-stamp"), { force: true });
ensureClients();
run("Building the console …", "node_modules/next/dist/bin/next", "build");
compressFiles(".next/static");
const { build } = await import("esbuild");
await build(serverBundle("dist/server.js"));
await build(serverBundle("dist/purser.js", "purser.ts"));
recordBuild(hash);
