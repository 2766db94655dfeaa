// `npm start`: from a fresh clone to a running console. Installs and builds only if needed.
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
  if (built.status !== 0) fail("The build failed; see above.");
}
// The server runs in this process, so signals reach it directly.
await import(pathToFileURL(join(root, "dist/server.js")).href);
