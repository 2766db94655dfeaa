// `npm start`: from a fresh clone to a running console. Installs and builds only when that is needed.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, nodeFault, root } from "./install.mjs";

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

const fault = nodeFault();
if (fault) fail(fault);
process.chdir(root);
process.env.NODE_ENV = "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";

try {
  ensureInstalled({ withDev: false });
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
const { isBuilt } = await import("./build-state.mjs");
if (!isBuilt()) {
  const built = spawnSync(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root, stdio: "inherit" });
  if (built.status !== 0) fail("The build failed; what is above says why.");
}
// The server takes this process over, so a signal to it needs no one to pass it on.
await import(pathToFileURL(join(root, "dist/server.js")).href);
