// Uses Node only, because it runs before node_modules exists.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const installStamp = join(root, "node_modules/.cache/purser/node-abi");

/** Why this Node version is too old, or null. */
export function nodeFault(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return enough ? null : `Purser needs Node 20.19 or newer; this is Node ${version}. Get one from https://nodejs.org.`;
}

/** @param {string} path @returns {any} */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/**
 * Whether node_modules matches the lock file. Compares contents, because a clone sets file times at random.
 * @param {Record<string, {version?: string, optional?: boolean, devOptional?: boolean, dev?: boolean, peer?: boolean}>} wanted packages of package-lock.json
 * @param {Record<string, {version?: string}>} found packages of node_modules/.package-lock.json
 * @param {boolean} withDev
 */
export function isSameInstall(wanted, found, withDev) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const there = found[path];
    if (there) return there.version === entry.version;
    return Boolean(entry.optional || entry.devOptional) || (Boolean(entry.dev) && !withDev);
  });
}

/** @param {boolean} withDev */
function isInstalled(withDev) {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  const found = readJson(join(root, "node_modules/.package-lock.json"))?.packages;
  if (!wanted || !found || !isSameInstall(wanted, found, withDev)) return false;
  const builtFor = existsSync(installStamp) ? readFileSync(installStamp, "utf8") : process.versions.modules;
  return builtFor === process.versions.modules;
}

/** Points node-gyp at the headers next to the Node binary, so that compiling a native module downloads none. */
function installEnvironment() {
  const prefix = join(dirname(process.execPath), "..");
  const hasHeaders = existsSync(join(prefix, "include/node/node.h"));
  return {
    ...process.env,
    NODE_ENV: "development",
    npm_config_loglevel: "error",
    ...(hasHeaders && !process.env.npm_config_nodedir ? { npm_config_nodedir: prefix } : {}),
  };
}

/**
 * Runs `npm ci` if node_modules is missing, differs from the lock file or was built for another version of Node.
 * @param {{withDev: boolean}} options withDev: include what only tests and checks need
 * @throws Error if npm fails, after npm has printed why
 */
export function ensureInstalled({ withDev }) {
  if (isInstalled(withDev)) return;
  console.log("Installing dependencies (npm ci). The first time takes a few minutes …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["ci", "--no-audit", "--no-fund", ...(withDev ? ["--include=dev"] : ["--omit=dev"])];
  const done = spawnSync(npm, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: installEnvironment(),
  });
  if (done.status !== 0)
    throw new Error(
      "npm ci failed. If GitHub can’t be reached, the SQLite driver is compiled on this machine, which needs python3, make and g++.",
    );
  mkdirSync(dirname(installStamp), { recursive: true });
  writeFileSync(installStamp, process.versions.modules);
}
