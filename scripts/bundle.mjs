// Bundles server.ts and purser.ts into one file each. Packages stay external, because Next and the database drivers load files of their own.
import { root } from "./install.mjs";

/**
 * esbuild's options for server.ts, or for another entry.
 * @param {string} outfile below the project's folder
 * @returns {import("esbuild").BuildOptions}
 */
export function serverBundle(outfile, entry = "server.ts") {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    sourcemap: "linked",
    logLevel: "warning",
    alias: { "@": root },
  };
}
