// Gathers what the image contains: `node scripts/image.mjs <folder>`. Run it after a build.
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { nodeFileTrace } from "@vercel/nft";
import { root } from "./install.mjs";

/** What is run or loaded by name, from which the packages in use are traced. */
const ENTRIES = ["dist/server.js", "dist/purser.js", "lib/credentials/password-worker.mjs"];
/** Read at run time by path. */
const COPIED = [
  "dist/server.js",
  "dist/purser.js",
  "lib/credentials/common-passwords.txt",
  "lib/credentials/password-worker.mjs",
  "next.config.mjs",
  "package.json",
  "prisma/models",
  "prisma/postgresql",
  "prisma/sqlite",
  "public",
];
/** Parts of .next that only a build reads. */
const NOT_SERVED = /^\.next\/(cache|dev|diagnostics|trace|trace-build|types|turbopack)(\/|$)|\.nft\.json$|\.map$/;
/**
 * What production never loads: build tools, and the image optimizer, which no page uses. Packages of the same names that
 * are loaded would be missed, so a test runs the result.
 */
const NOT_LOADED =
  /^node_modules\/(\.cache|typescript|esbuild|@esbuild|prisma|@types|@babel|@img|sharp|@next\/swc-[^/]+|caniuse-lite)\/|\.(map|md|d\.[mc]?ts|tsbuildinfo)$/;
/** All of Next but what only builds and the development server load: tracing it takes half a minute and misses parts. */
const OF_NEXT = /^node_modules\/next\/(package\.json|dist\/)/;
const NOT_OF_NEXT =
  /\/esm\/|\/next-devtools\/|\/docs\/|\/bundle-analyzer\/|\.dev\.js$|\/compiled\/[^/]*-experimental\//;

/** @param {string} folder @returns {string[]} paths of files, from the root */
function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

/** What Next traced for each page, and for its own server. @returns {string[]} */
function tracedByNext() {
  return filesBelow(".next")
    .filter((path) => path.endsWith(".nft.json") && !/^\.next\/(cache|dev)\//.test(path))
    .flatMap((path) => {
      /** @type {{files: string[]}} */
      const { files } = JSON.parse(readFileSync(join(root, path), "utf8"));
      return files.map((file) => relative(root, resolve(root, dirname(path), file)));
    });
}

/** @returns {Promise<string[]>} files of node_modules that the server, the command and the pages load */
async function packageFiles() {
  const isNext = (/** @type {string} */ path) => path.startsWith("node_modules/next/");
  const ignore = (/** @type {string} */ path) => NOT_LOADED.test(path) || isNext(path);
  const { fileList } = await nodeFileTrace(ENTRIES, { base: root, processCwd: root, ignore });
  const ofNext = filesBelow("node_modules/next").filter((path) => OF_NEXT.test(path) && !NOT_OF_NEXT.test(path));
  const found = [...fileList, ...ofNext, ...tracedByNext()].map((path) => path.replaceAll("\\", "/"));
  return [...new Set(found)].filter((path) => path.startsWith("node_modules/") && !NOT_LOADED.test(path));
}

/** Copies everything that the image contains to `target`. @param {string} target @returns {Promise<number>} how many files */
async function assemble(target) {
  rmSync(target, { recursive: true, force: true });
  const served = filesBelow(".next").filter((path) => !NOT_SERVED.test(path));
  const whole = COPIED.flatMap((path) => (lstatSync(join(root, path)).isDirectory() ? filesBelow(path) : [path]));
  const paths = [...served, ...whole, ...(await packageFiles())];
  for (const path of paths) {
    const from = join(root, path);
    if (!existsSync(from)) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(from, join(target, path), { verbatimSymlinks: true });
  }
  return paths.length;
}

const [target] = process.argv.slice(2);
if (!target) throw new Error("Name the folder to fill.");
console.log(`${await assemble(resolve(target))} files`);
