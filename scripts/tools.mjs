// What tests need beyond npm: a browser, and real registries and clients. Installed where that can be done unasked.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Command → Debian package. @type {Record<string, string>} */
const REGISTRY_TOOLS = {
  "docker-registry": "docker-registry",
  skopeo: "skopeo",
  podman: "podman",
  buildah: "buildah",
  docker: "docker.io",
  containerd: "containerd",
  nginx: "nginx-light",
};
/** What pushing and pulling takes besides. @type {Record<string, string>} */
const DAEMON_TOOLS = { dockerd: "docker.io", ctr: "containerd", runc: "runc" };
/** What compiles the SQLite driver where its ready-made binary cannot be fetched. @type {Record<string, string>} */
const COMPILER = { python3: "python3", make: "make", "g++": "g++" };
/** Chromium without a screen: it paints for nobody, so tests take a third less of the processors. */
const SHELL = "/usr/bin/chromium-headless-shell";
const BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];
const MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** @param {string} command */
function has(command) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => existsSync(join(folder, command)));
}

/** @param {Record<string, string>} tools @returns {[command: string, debianPackage: string][]} */
const missing = (tools) => Object.entries(tools).filter(([command]) => !has(command));

/** Installs Debian packages when this is root on a Debian. @param {string[]} packages @returns whether that worked */
function install(packages) {
  if (process.getuid?.() !== 0 || !has("apt-get")) return false;
  console.log(`Installing ${packages.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync("apt-get", ["-q", ...args], { env, stdio: ["ignore", "inherit", "inherit"], timeout: 600_000 }).status ===
    0;
  return apt("update") && apt("install", "-y", "--no-install-recommends", ...packages);
}

/** Installs the compiler if it is missing and can be. @returns whether something was installed */
export function ensureCompiler() {
  const wanted = missing(COMPILER);
  return wanted.length > 0 && install(wanted.map(([, debianPackage]) => debianPackage));
}

async function playwrightBrowser() {
  const { chromium } = await import("playwright");
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

async function findBrowser() {
  const installed = [process.env.CHROMIUM_PATH, ...BROWSERS, MAC_CHROME].find((path) => path && existsSync(path));
  return installed ?? (await playwrightBrowser());
}

/** Finds a Chromium without a screen, or gets one where that is a package; else any. @see ensureBrowser @param {string} root */
export async function ensureTestBrowser(root) {
  if (process.env.CHROMIUM_PATH) return ensureBrowser(root);
  return existsSync(SHELL) || (install(["chromium-headless-shell"]) && existsSync(SHELL)) ? SHELL : ensureBrowser(root);
}

/** Finds a Chromium, or gets one. @param {string} root @returns {Promise<string | null>} its path; null when there is no way */
export async function ensureBrowser(root) {
  const found = await findBrowser();
  if (found) return found;
  if (install(["chromium"])) return findBrowser();
  console.log("Installing Playwright's Chromium …");
  const cli = join(root, "node_modules/playwright/cli.js");
  spawnSync(process.execPath, [cli, "install", "chromium"], {
    stdio: ["ignore", "inherit", "inherit"],
    timeout: 600_000,
  });
  return findBrowser();
}

/** Installs what is missing where that can be done. @param {Record<string, string>} tools @returns {string | null} the commands that still are, in words */
function ensureTools(tools) {
  const wanted = missing(tools);
  if (wanted.length > 0) install([...new Set(wanted.map(([, debianPackage]) => debianPackage))]);
  const absent = missing(tools);
  return absent.length > 0 ? `not installed: ${absent.map(([command]) => command).join(", ")}` : null;
}

/** Gets registries and their clients. @returns {string | null} why they cannot run here */
export function ensureRegistryTools() {
  return ensureTools(REGISTRY_TOOLS);
}

/** Gets the daemons too, with which the clients push and pull. @returns {string | null} why they cannot run here */
export function ensureRegistryDaemons() {
  if (process.getuid?.() !== 0) return "dockerd and containerd need root";
  return ensureTools({ ...REGISTRY_TOOLS, ...DAEMON_TOOLS });
}
