// Generates both Prisma clients from the shared models. Prisma expects one folder per schema, and the path of an engine
// binary that `generate` never runs: any existing file will do, so nothing is downloaded.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

for (const provider of ["sqlite", "postgresql"]) {
  const folder = join(root, "node_modules/.cache/purser/prisma", provider);
  const output = join(root, "lib/db/generated", provider);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const head = readFileSync(join(root, "prisma", provider, "schema.prisma"), "utf8");
  writeFileSync(
    join(folder, "schema.prisma"),
    head.replace(/(output\s*=\s*)"[^"]*"/, (_, key) => key + JSON.stringify(output)),
  );
  cpSync(join(root, "prisma/models"), join(folder, "models"), { recursive: true });
  execFileSync(process.execPath, [join(root, "node_modules/prisma/build/index.js"), "generate", "--schema", folder], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
}
