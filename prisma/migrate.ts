import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import Database from "better-sqlite3";
import { sqlitePath } from "@/lib/db/sqlite-file";
import { env } from "@/lib/env";
import { StartError } from "@/lib/start-error";
import { type Migration, migrationsOf, nextStep } from "@/prisma/migration-history";
import { applyMissing } from "@/prisma/migration-target";
import { connectForMigrations, postgresTarget } from "@/prisma/postgres-migrations";
import { migrationList } from "@/prisma/schema-engine";
import { copyBeforeMigration } from "@/prisma/sqlite-copies";
import { createDatabaseFile, markCreated, refuseUnusableFile } from "@/prisma/sqlite-creation";
import { sqliteTarget } from "@/prisma/sqlite-migrations";

/** Error codes of SQLite and the system for a file that can't be opened or written. */
const FILE_FAULT = /^(SQLITE_(CANTOPEN|READONLY|IOERR|FULL|PERM|AUTH)|E[A-Z]{3,}$)/;

/**
 * Migrates a database to the newest schema. Creates the SQLite file if there never was one. Several processes may start at
 * once: each migration is applied by one of them.
 * @returns the names of the migrations applied now, oldest first.
 * @throws StartError if these migrations don't fit the database, with a message for the operator.
 * @throws Error if the database can't be reached or a migration fails; the failed migration is rolled back.
 */
export function migrate(databaseUrl: string, list?: MigrationList): Promise<string[]> {
  return databaseUrl.startsWith("file:")
    ? migrateSqlite(sqlitePath(databaseUrl), migrationsOf(list ?? migrationList("sqlite")))
    : migratePostgres(databaseUrl, migrationsOf(list ?? migrationList("postgresql")));
}

async function migrateSqlite(path: string, migrations: readonly Migration[]): Promise<string[]> {
  try {
    const created = await createDatabaseFile(path, migrations);
    refuseUnusableFile(path);
    const applied = await migrateFile(path, migrations);
    markCreated(path);
    return [...created, ...applied];
  } catch (error) {
    if (!(error instanceof Error && "code" in error && FILE_FAULT.test(String(error.code)))) throw error;
    throw new StartError(`The database file ${path} cannot be used: ${error.message}`, { cause: error });
  }
}

async function migrateFile(path: string, migrations: readonly Migration[]): Promise<string[]> {
  const database = new Database(path, { fileMustExist: true });
  try {
    if (database.pragma("journal_mode", { simple: true }) !== "wal") database.pragma("journal_mode = WAL");
    // From here on, waiting must not block the process, because the holder of the lock may run in it.
    database.pragma("busy_timeout = 0");
    const target = sqliteTarget(database);
    const step = nextStep(migrations, await target.rows());
    if (step) copyBeforeMigration(database, path, step.migration.name);
    return await applyMissing(target, migrations);
  } finally {
    database.close();
  }
}

async function migratePostgres(databaseUrl: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = await connectForMigrations(databaseUrl);
  try {
    return await applyMissing(postgresTarget(client), migrations);
  } finally {
    await client.end().catch(() => {});
  }
}

/** `npm run db:migrate` */
export async function main(): Promise<void> {
  const applied = await migrate(env().DATABASE_URL);
  console.log(applied.length > 0 ? `Applied ${applied.join(", ")}` : "The database is up to date.");
}
