// `npm run bench`: installs and builds what is missing, then measures.
// `npm run bench -- token growth` runs parts; `--smoke` runs them briefly, to see that they work.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureBrowser, ensureRegistryTools } from "../.ci/tools.mjs";
import { ensureInstalled, nodeFault, root } from "../deploy/install.mjs";

const fault = nodeFault();
if (fault) throw new Error(fault);
process.chdir(root);
ensureInstalled({ withDev: true });
const { isBuilt } = await import("../deploy/build-state.mjs");
if (!isBuilt()) {
  const built = spawnSync(process.execPath, [join(root, "deploy/build.mjs")], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("The build failed; what is above says why.");
}
const browser = await ensureBrowser(root);
if (browser) process.env.CHROMIUM_PATH = browser;
ensureRegistryTools();
process.argv.splice(2, 0, join(root, "bench/main.ts"));
await import("../prisma/run.mjs");
