// Runs a TypeScript file: node scripts/run.mjs <script.ts> [arguments]. Node 20 can't read TypeScript.
import { mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [script, ...rest] = process.argv.slice(2);
if (!script) throw new Error("Name the script to run.");

// One file per process, because two may run the same script at the same time.
const outfile = join(root, "node_modules/.cache/purser", `${basename(script, ".ts")}-${process.pid}.mjs`);
mkdirSync(dirname(outfile), { recursive: true });
await build({
  entryPoints: [resolve(script)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  alias: { "@": root, "server-only": join(root, "node_modules/server-only/empty.js") },
  sourcemap: "inline",
  logLevel: "warning",
});

process.argv.splice(1, process.argv.length, outfile, ...rest);
try {
  const module = await import(pathToFileURL(outfile).href);
  if (module.main) {
    await module.main(rest);
    // Exit at once: the schema engine leaves a ten-second timer running.
    process.stdout.write("", () => process.exit());
  }
} catch (error) {
  if (!(error instanceof Error) || error.name !== "StartError") throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(outfile, { force: true });
}
