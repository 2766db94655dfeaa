// Bundles server.ts into one file. Packages stay external, because Next and the database drivers load files of their own.
import { root } from "./install.mjs";

/**
 * esbuild's options for server.ts.
 * @param {string} outfile below the project's folder
 * @returns {import("esbuild").BuildOptions}
 */
export function serverBundle(outfile) {
  return {
    absWorkingDir: root,
    entryPoints: ["server.ts"],
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
