// Installs, where possible, what tests need beyond npm: a browser, registries and their clients.
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
  haproxy: "haproxy",
  bwrap: "bubblewrap",
  prometheus: "prometheus",
  "systemd-analyze": "systemd",
};
/** Also needed to push and pull. @type {Record<string, string>} */
const DAEMON_TOOLS = { dockerd: "docker.io", ctr: "containerd", runc: "runc" };
/** Compiles the SQLite driver if its prebuilt binary can't be fetched. @type {Record<string, string>} */
const COMPILER = { python3: "python3", make: "make", "g++": "g++" };
/** Chromium without a display; tests take a third less CPU time because nothing is drawn. */
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

/** Installs Debian packages if this is root on Debian. @param {string[]} packages @returns whether it worked */
function install(packages) {
  if (process.getuid?.() !== 0 || !has("apt-get")) return false;
  console.log(`Installing ${packages.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync("apt-get", ["-q", ...args], { env, stdio: ["ignore", "inherit", "inherit"], timeout: 600_000 }).status ===
    0;
  return apt("update") && apt("install", "-y", "--no-install-recommends", ...packages);
}

/** Installs the missing parts of the compiler. @returns whether something was installed */
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

/** Finds or installs headless Chromium, else any Chromium. @see ensureBrowser @param {string} root */
export async function ensureTestBrowser(root) {
  if (process.env.CHROMIUM_PATH) return ensureBrowser(root);
  return existsSync(SHELL) || (install(["chromium-headless-shell"]) && existsSync(SHELL)) ? SHELL : ensureBrowser(root);
}

/** Finds or installs Chromium. @param {string} root @returns {Promise<string | null>} its path; null if there is none */
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

/** Installs missing tools where possible. @param {Record<string, string>} tools @returns {string | null} which are still missing, in words */
function ensureTools(tools) {
  const wanted = missing(tools);
  if (wanted.length > 0) install([...new Set(wanted.map(([, debianPackage]) => debianPackage))]);
  const absent = missing(tools);
  return absent.length > 0 ? `not installed: ${absent.map(([command]) => command).join(", ")}` : null;
}

/** Installs registries and their clients. @returns {string | null} why they can't run here */
export function ensureRegistryTools() {
  return ensureTools(REGISTRY_TOOLS);
}

/** Also installs the daemons that clients push and pull through. @returns {string | null} why they can't run here */
export function ensureRegistryDaemons() {
  if (process.getuid?.() !== 0) return "dockerd and containerd need root";
  return ensureTools({ ...REGISTRY_TOOLS, ...DAEMON_TOOLS });
}
