import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import type { Definitions, LogRow } from "@/prisma/migration-history";
import type { MigrationTarget } from "@/prisma/migration-target";

/** How long a migration waits for other processes that write to the same file. */
const WAIT_MS = 5 * 60_000;
const POLL_MS = 20;

/** As Prisma creates it. */
const LOG_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;
const ROWS = `SELECT "id", "migration_name" AS "name", "checksum",
  "rolled_back_at" IS NULL AND ("finished_at" IS NOT NULL OR "applied_steps_count" > 0) AS "isApplied",
  "rolled_back_at" IS NULL AND "finished_at" IS NOT NULL AS "isFinished"
  FROM "_prisma_migrations" ORDER BY "started_at", rowid`;

/** Prisma's format for times in SQLite. */
const timeText = (at: Date) => at.toISOString().replace("Z", "+00:00");

const hasTable = (database: Database.Database, name: string) =>
  database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** Whether any migration was ever started in the database. */
export function hasMigrationLog(database: Database.Database): boolean {
  return hasTable(database, "_prisma_migrations");
}

export function sqliteTarget(database: Database.Database): MigrationTarget {
  // Prisma rebuilds a table by copy, drop and rename; the pragma in its script has no effect inside a transaction.
  database.pragma("foreign_keys = OFF");
  database.pragma("synchronous = FULL");
  const run = (sql: string, ...values: string[]) => void database.prepare(sql).run(...values);
  return {
    transaction: (work) => inTransaction(database, work),
    rows: async () => (hasMigrationLog(database) ? readRows(database) : []),
    runScript: async (script) => runScript(database, script),
    addRow: async ({ checksum, name }, startedAt) => {
      const columns = `"id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count"`;
      database.exec(LOG_TABLE);
      run(
        `INSERT INTO "_prisma_migrations" (${columns}) VALUES (?, ?, ?, ?, ?, 1)`,
        ...[randomUUID(), checksum, name, timeText(startedAt), timeText(new Date())],
      );
    },
    finishRow: async ({ id, name }) => {
      run(`DELETE FROM "_prisma_migrations" WHERE "migration_name" = ? AND "id" <> ?`, name, id);
      const changes = `"finished_at" = ?, "rolled_back_at" = NULL, "logs" = NULL, "applied_steps_count" = 1`;
      run(`UPDATE "_prisma_migrations" SET ${changes} WHERE "id" = ?`, timeText(new Date()), id);
    },
    dropRows: async (name) => run(`DELETE FROM "_prisma_migrations" WHERE "migration_name" = ?`, name),
    definitions: async () => definitionsOf(database),
    definitionsAfter: async (scripts) => {
      const other = new Database(":memory:");
      try {
        return scripts.map((script) => definitionsOf(other.exec(script)));
      } finally {
        other.close();
      }
    },
  };
}

async function inTransaction<T>(database: Database.Database, work: () => Promise<T>): Promise<T> {
  await begin(database);
  try {
    const result = await work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** Waits for the write lock without blocking the process, because the lock's holder may run in it. */
async function begin(database: Database.Database): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS; ; await sleep(POLL_MS)) {
    try {
      database.exec("BEGIN IMMEDIATE");
      return;
    } catch (error) {
      if (!/^SQLITE_BUSY/.test((error as { code?: string }).code ?? "") || Date.now() > deadline) throw error;
    }
  }
}

function readRows(database: Database.Database): LogRow[] {
  const rows = database.prepare(ROWS).all() as {
    [Key in keyof LogRow]: LogRow[Key] extends string ? string : number;
  }[];
  return rows.map((row) => ({ ...row, isApplied: row.isApplied === 1, isFinished: row.isFinished === 1 }));
}

function runScript(database: Database.Database, script: string): void {
  const rebuilds = /foreign_keys\s*=\s*OFF/i.test(script);
  const before = rebuilds ? orphans(database) : 0;
  database.exec(script);
  if (!database.inTransaction) throw new Error("A migration must not end the transaction that it runs in.");
  if (rebuilds && orphans(database) > before) throw new Error("The migration leaves rows that refer to missing ones.");
}

const orphans = (database: Database.Database) => (database.pragma("foreign_key_check") as unknown[]).length;

function definitionsOf(database: Database.Database): Definitions {
  const rows = database
    .prepare("SELECT type || ' ' || name AS key, sql FROM sqlite_master WHERE sql IS NOT NULL")
    .all() as { key: string; sql: string }[];
  return new Map(rows.map(({ key, sql }) => [key, sql]));
}
