// `npm run dev`: the same server with hot reload. Restarts when the server's own files change.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { serverBundle } from "./bundle.mjs";
import { ensureClients } from "./clients.mjs";
import { ensureInstalled, nodeFault, root } from "./install.mjs";

const fault = nodeFault();
if (fault) throw new Error(fault);
process.chdir(root);
ensureInstalled({ withDev: false });
ensureClients();

const outfile = "dist/dev-server.js";
/** @type {import("node:child_process").ChildProcess | null} */
let server = null;
let stopping = false;

function begin() {
  server = spawn(process.execPath, [join(root, outfile)], {
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "1" },
  });
  server.once("exit", (code) => {
    server = null;
    if (stopping) process.exit(code ?? 0);
  });
}

async function restart() {
  const running = server;
  if (running) {
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    await ended;
  }
  if (!stopping) begin();
}

/** @type {import("esbuild").Plugin} */
const restartAfterBuild = {
  name: "restart-after-build",
  setup: (build) =>
    build.onEnd(async (result) => {
      if (result.errors.length === 0) await restart();
    }),
};
const { context } = await import("esbuild");
const watcher = await context({ ...serverBundle(outfile), plugins: [restartAfterBuild] });
await watcher.watch();

for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await watcher.dispose();
    if (!server) process.exit(0);
    // Ctrl-C in a terminal has already reached the server.
    if (signal === "SIGTERM" || !process.stdin.isTTY) server.kill("SIGTERM");
  });
