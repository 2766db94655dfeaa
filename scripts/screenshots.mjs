// `npm run screenshots -- [name]`: PNG files of every screen, or of those whose name contains `name`.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root } from "./install.mjs";
import { ensureBrowser } from "./tools.mjs";

const [name] = process.argv.slice(2);
const folder = join(root, "screenshots");

process.chdir(root);
ensureInstalled({ withDev: true });
const { isBuilt } = await import("./build-state.mjs");
if (!isBuilt()) {
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
  if (built.status !== 0) process.exit(1);
}
const browser = await ensureBrowser(root);
if (!browser) throw new Error("Chromium isn’t installed and couldn’t be installed: set CHROMIUM_PATH.");
if (!name) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const config = ["--config", "playwright.screenshots.config.ts"];
const done = spawnSync(
  process.execPath,
  ["node_modules/@playwright/test/cli.js", "test", ...config, ...(name ? ["--grep", name] : [])],
  { stdio: "inherit", env: { ...process.env, CHROMIUM_PATH: browser, SCREENSHOT_DIR: folder } },
);
console.log(`Screenshots are in ${folder}`);
process.exit(done.status ?? 1);
