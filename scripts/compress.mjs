// Compresses the files that browsers fetch, at the highest level: `name.js` gets a `name.js.br` next to it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { root } from "./install.mjs";

const TEXT = /\.(js|css|svg)$/;

/** @param {string} folder below the project's folder */
export function compressFiles(folder) {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile() && TEXT.test(one.name))) {
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    const params = {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  }
}
