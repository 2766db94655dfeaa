// Generates the Prisma clients if the models have changed. Not every time, because a running process may be reading them.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

const providers = ["sqlite", "postgresql"];
const stamp = join(root, "lib/db/generated/stamp");

function modelsHash() {
  const models = readdirSync(join(root, "prisma/models")).map((name) => `prisma/models/${name}`);
  const schemas = providers.map((provider) => `prisma/${provider}/schema.prisma`);
  const hash = createHash("sha256");
  for (const path of [...models.sort(), ...schemas, "prisma/generate.mjs", "node_modules/prisma/package.json"])
    hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

/** Runs `prisma generate` for both databases if needed. @throws Error if it fails, after Prisma has printed why */
export function ensureClients() {
  const hash = modelsHash();
  const there = providers.every((provider) => existsSync(join(root, "lib/db/generated", provider, "client.ts")));
  if (there && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("Generating the database clients …");
  const made = spawnSync(process.execPath, [join(root, "prisma/generate.mjs")], { cwd: root, stdio: "inherit" });
  if (made.status !== 0) throw new Error("Generating the database clients failed; see above.");
  writeFileSync(stamp, hash);
}
