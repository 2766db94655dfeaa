import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExportedFunction } from "./scenario";

/** Signs that a module writes to the database: a transaction or a client of its own. */
const TRANSACTION = /\b(?:withTransaction|writeAs)\(/;
const CLIENT = /\b(?:getDb|processDb|connectDb)\(|\bTx\b/;
const WRITE = /\.(?:create|update|upsert|delete)\w*\(|\$execute|INSERT INTO|UPDATE "|DELETE FROM/;
/** Where no verb can be: the database layer, and modules that only tests load. */
const ELSEWHERE = /^db\/|\.test\.ts$|(^|\/)test-[^/]+$/;

/** Every exported function of the modules in `lib` that can write, and of every `service.ts`, keyed by "file name". */
export async function writingExports(): Promise<Map<ExportedFunction, string>> {
  const lib = join(process.cwd(), "lib");
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  const found = new Map<ExportedFunction, string>();
  for (const file of files.filter((name) => name.endsWith(".ts") && !ELSEWHERE.test(name)).sort()) {
    if (!file.endsWith("/service.ts") && !canWrite(readFileSync(join(lib, file), "utf8"))) continue;
    const module = (await import(join(lib, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module))
      if (typeof value === "function") found.set(value as ExportedFunction, `${name} of lib/${file}`);
  }
  return found;
}

function canWrite(source: string): boolean {
  return TRANSACTION.test(source) || (CLIENT.test(source) && WRITE.test(source));
}
