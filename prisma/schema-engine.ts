import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type {
  DiffTarget,
  MigrationList,
  SchemaContainer,
  SchemaEngine,
} from "@prisma/schema-engine-wasm/schema_engine_bg";
import { perProcess } from "@/lib/per-process";

export type Provider = "sqlite" | "postgresql";

/** No table or schema in the database belongs to others. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** The `prisma` folder of this installation, wherever the bundle runs from. */
export function prismaFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "prisma/models"))) return join(folder, "prisma");
  }
  return join(process.cwd(), "prisma");
}

/** The shared models with one provider's header. */
export function schemaFiles(provider: Provider): SchemaContainer[] {
  const folder = prismaFolder();
  const models = readdirSync(join(folder, "models")).map((name) => join(folder, "models", name));
  return [join(folder, provider, "schema.prisma"), ...models].map((path) => ({
    path,
    content: readFileSync(path, "utf8"),
  }));
}

/** The migrations of `provider`, oldest first. */
export function migrationList(provider: Provider): MigrationList {
  const baseDir = join(prismaFolder(), provider, "migrations");
  const names = existsSync(baseDir) ? readdirSync(baseDir).filter((name) => /^\d{14}_/.test(name)) : [];
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: `provider = "${provider}"\n` },
    shadowDbInitScript: "",
    migrationDirectories: names.sort().map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(baseDir, name, "migration.sql"), "utf8") },
      },
    })),
  };
}

/**
 * Runs `work` with Prisma's schema engine on the database behind `factory`.
 * @throws the database's own error if the engine's wraps one.
 */
export async function withSchemaEngine<T>(
  provider: Provider,
  factory: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await loadEngine();
  const datamodels = schemaFiles(provider).map(({ path, content }): [string, string] => [path, content]);
  // One connection for everything the engine does, so that it never waits for itself.
  let connection: Promise<SqlDriverAdapter> | undefined;
  const connect = () => {
    connection ??= factory.connect();
    return connection;
  };
  const bound = bindMigrationAwareSqlAdapterFactory({ ...factory, connect });
  const engine = await SchemaEngine.new({ datamodels }, () => {}, bound);
  try {
    return await work(engine);
  } catch (error) {
    // The engine knows the driver's errors by number only.
    const id = /External error id#(\d+)/.exec(String(error))?.[1];
    throw (id && bound.errorRegistry.consumeError(Number(id))?.error) || error;
  } finally {
    engine.free();
    // The engine leaves the connection open, and with it SQLite's last changes in the -wal file.
    await connection?.then((opened) => opened.dispose()).catch(() => {});
  }
}

/** The SQL from `from` to `to`; empty if they are the same. */
export async function diffScript(engine: SchemaEngine, from: DiffTarget, to: DiffTarget): Promise<string> {
  const result = await engine.diff({ from, to, script: true, exitCode: true, filters: NO_FILTERS });
  return result.exitCode === 0 ? "" : (result.stdout ?? "");
}

type Engine = typeof import("@prisma/schema-engine-wasm/schema_engine_bg");
/** The package's entry imports its .wasm as a module, which Node can't do; this is what a bundler would produce. */
function loadEngine(): Promise<Engine> {
  // Once per process: the package keeps one WebAssembly instance, which a second load would replace.
  return perProcess("schema-engine", async () => {
    const name = "@prisma/schema-engine-wasm/schema_engine_bg";
    const engine = await import("@prisma/schema-engine-wasm/schema_engine_bg");
    const wasm = createRequire(import.meta.url)
      .resolve(name)
      .replace(/\.js$/, ".wasm");
    const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { "./schema_engine_bg.js": { ...engine } });
    // The engine reports a panic here, which would otherwise be lost. Prisma's client does the same when it loads.
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: panic } });
    engine.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return engine;
  });
}

function panic(message: string): never {
  throw new Error(`The schema engine gave up: ${message}`);
}
