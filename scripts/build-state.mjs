// Tells whether the build matches the current sources, without git.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./install.mjs";

const stamp = join(root, "dist/build-stamp");
const outputs = ["dist/server.js", "dist/purser.js", ".next/BUILD_ID"];
const folders = ["app", "components", "lib", "operations", "prisma", "public"];
const files = [
  "purser.ts",
  "server.ts",
  "instrumentation-client.ts",
  "package.json",
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "scripts/build.mjs",
  "scripts/compress.mjs",
];
/** What the build reads. */
export const inputs = [...folders, ...files];
/** @param {string} path */
const isSource = (path) => !/(^lib\/db\/generated\/|^testing\/|\.test\.tsx?$|(^|\/)\.)/.test(path);

/** @param {string} folder @returns {string[]} */
function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [path] : [];
  });
}

/** A hash over everything that the build reads. */
export function sourceHash() {
  const paths = [...folders.flatMap((folder) => walk(join(root, folder))), ...files.map((file) => join(root, file))]
    .map((path) => relative(root, path).replaceAll("\\", "/"))
    .filter((path) => isSource(path) && existsSync(join(root, path)))
    .sort();
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "");
  for (const path of paths) {
    const content = readFileSync(join(root, path));
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

export function isBuilt() {
  if (!outputs.every((output) => existsSync(join(root, output)))) return false;
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourceHash();
}

/** Records the hash that the sources had when the build began. @param {string} hash */
export function recordBuild(hash) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}
