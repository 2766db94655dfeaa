import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { postgresMigrationAdapter, sqliteMigrationAdapter } from "@/prisma/migration-adapters";
import { diffScript, migrationList, type Provider, schemaFiles, withSchemaEngine } from "@/prisma/schema-engine";
import { startPostgres } from "@/testing/postgres";

/** `npm run db:diff -- <name>`: writes the next migration for both databases. */
export async function main([name]: string[]): Promise<void> {
  if (!name || !/^[a-z0-9_]+$/.test(name)) throw new Error("Name the migration with lowercase letters, digits and _");
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const postgres = await startPostgres();
  try {
    const adapters = {
      sqlite: sqliteMigrationAdapter(":memory:"),
      postgresql: postgresMigrationAdapter(postgres.url("postgres")),
    };
    for (const provider of ["sqlite", "postgresql"] as const) {
      const script = await withSchemaEngine(provider, adapters[provider], (engine) =>
        diffScript(
          engine,
          { tag: "migrations", ...migrationList(provider) },
          { tag: "schemaDatamodel", files: schemaFiles(provider) },
        ),
      );
      console.log(script ? write(provider, `${stamp}_${name}`, script) : `${provider}: no changes`);
    }
  } finally {
    await postgres.stop();
  }
}

function write(provider: Provider, name: string, script: string): string {
  const { baseDir } = migrationList(provider);
  const file = join(baseDir, name, "migration.sql");
  mkdirSync(join(baseDir, name), { recursive: true });
  writeFileSync(join(baseDir, "migration_lock.toml"), `provider = "${provider}"\n`);
  writeFileSync(file, script);
  return file;
}
