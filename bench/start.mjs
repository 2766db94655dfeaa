// `npm run bench`: installs and builds what's missing, then measures.
// `npm run bench -- token growth` runs parts; `--smoke` only checks that they work.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureInstalled, nodeFault, root } from "../scripts/install.mjs";
import { ensureBrowser, ensureRegistryTools } from "../scripts/tools.mjs";

const fault = nodeFault();
if (fault) throw new Error(fault);
process.chdir(root);
ensureInstalled({ withDev: true });
const { isBuilt } = await import("../scripts/build-state.mjs");
if (!isBuilt()) {
  const built = spawnSync(process.execPath, [join(root, "scripts/build.mjs")], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("The build failed; see above.");
}
const browser = await ensureBrowser(root);
if (browser) process.env.CHROMIUM_PATH = browser;
ensureRegistryTools();
process.argv.splice(2, 0, join(root, "bench/main.ts"));
await import("../scripts/run.mjs");
