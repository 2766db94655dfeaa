import { setTimeout as sleep } from "node:timers/promises";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import Database from "better-sqlite3";
import { PostgresClient } from "@/lib/db/postgres-client";
import { prepareSqliteFile, sqlitePath } from "@/lib/db/sqlite-adapter";
import { env } from "@/lib/env";
import { postgresMigrationAdapter, sqliteMigrationAdapter } from "@/prisma/migration-adapters";
import { migrationList, NO_FILTERS, withSchemaEngine } from "@/prisma/schema-engine";

/** How long one process waits for another that is migrating the same database. */
const WAIT_MS = 5 * 60_000;
/** Any number will do, as long as nothing else on the database locks it. */
const ADVISORY_LOCK = 7_271_983_650;
/** Prisma's code for "an earlier migration failed, so none is applied". */
const EARLIER_FAILURE = "P3009";

/**
 * Brings a database to the newest schema, making a SQLite file when there is none. Several processes may start at once:
 * one migrates, the others wait for it.
 * @returns the names of the migrations applied now, oldest first.
 * @throws Error when the database cannot be reached, or a migration fails: that one then leaves nothing behind.
 */
export function migrate(databaseUrl: string, migrations?: MigrationList): Promise<string[]> {
  return databaseUrl.startsWith("file:")
    ? migrateSqlite(databaseUrl, migrations ?? migrationList("sqlite"))
    : migratePostgres(databaseUrl, migrations ?? migrationList("postgresql"));
}

async function migrateSqlite(databaseUrl: string, migrations: MigrationList): Promise<string[]> {
  const path = sqlitePath(databaseUrl);
  prepareSqliteFile(path);
  prepareSqliteFile(`${path}.migrate-lock`);
  // A lock inside a database of its own: the system lets go of it whatever happens to this process.
  const lock = new Database(`${path}.migrate-lock`, { timeout: 0 });
  try {
    await lockSqlite(lock);
    setJournalMode(path);
    return await withSchemaEngine("sqlite", sqliteMigrationAdapter(path), (engine) => apply(engine, migrations));
  } finally {
    lock.close();
  }
}

async function lockSqlite(lock: Database.Database): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS; ; await sleep(50)) {
    try {
      lock.exec("BEGIN EXCLUSIVE");
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "SQLITE_BUSY" || Date.now() > deadline) throw error;
    }
  }
}

function setJournalMode(path: string): void {
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.close();
}

async function migratePostgres(databaseUrl: string, migrations: MigrationList): Promise<string[]> {
  const settings = { connectionTimeoutMillis: 10_000, lock_timeout: WAIT_MS };
  const lock = new PostgresClient({ connectionString: databaseUrl, ...settings });
  await lock.connect();
  try {
    await lock.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    const adapter = postgresMigrationAdapter(databaseUrl);
    return await withSchemaEngine("postgresql", adapter, (engine) => apply(engine, migrations));
  } finally {
    await lock.end();
  }
}

async function apply(engine: SchemaEngine, migrationsList: MigrationList): Promise<string[]> {
  const input = { migrationsList, filters: NO_FILTERS };
  const applyAll = async () => (await engine.applyMigrations(input)).appliedMigrationNames;
  try {
    return await applyAll();
  } catch (error) {
    if ((error as { code?: string }).code !== EARLIER_FAILURE) throw error;
  }
  // Our scripts are one transaction each: a migration that failed has left nothing, and may simply run again.
  const history = await engine.diagnoseMigrationHistory({ ...input, optInToShadowDatabase: false });
  for (const migrationName of history.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
  return applyAll();
}

/** `npm run db:migrate`: migrates the database of the settings. */
export async function main(): Promise<void> {
  const applied = await migrate(env().DATABASE_URL);
  console.log(applied.length > 0 ? `Applied ${applied.join(", ")}` : "The database is up to date.");
}
