import { randomUUID } from "node:crypto";
import type pg from "pg";
import { PostgresClient } from "@/lib/db/postgres-client";
import { StartError } from "@/lib/start-error";
import type { Definitions, LogRow } from "@/prisma/migration-history";
import type { MigrationTarget } from "@/prisma/migration-target";

/** How long to wait for another process that is migrating the same database, or for a table in use. */
const WAIT_MS = 5 * 60_000;
/** An arbitrary number that nothing else locks in the database. */
const ADVISORY_LOCK = 7_271_983_650;
/** Scratch schema in which an interrupted migration is replayed for comparison; never committed. */
const COMPARISON = "purser_migration_comparison";
const INSUFFICIENT_PRIVILEGE = "42501";

/** As Prisma creates it. */
const LOG_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;
const ROWS = `SELECT id, migration_name AS name, checksum,
  rolled_back_at IS NULL AND (finished_at IS NOT NULL OR applied_steps_count > 0) AS "isApplied",
  rolled_back_at IS NULL AND finished_at IS NOT NULL AS "isFinished"
  FROM "_prisma_migrations" ORDER BY started_at, id`;

/** Definitions of the columns, indexes and constraints in schema $1, with names that leave the schema out. */
const DEFINITIONS = `
  SELECT 'column ' || c.relname || '.' || a.attname AS key,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS definition
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
  UNION ALL
  SELECT 'index ' || i.relname, pg_get_indexdef(i.oid)
  FROM pg_class i WHERE i.relnamespace = $1::regnamespace AND i.relkind = 'i'
  UNION ALL
  SELECT 'constraint ' || c.conrelid::regclass || '.' || c.conname, pg_get_constraintdef(c.oid)
  FROM pg_constraint c WHERE c.connamespace = $1::regnamespace AND c.contype <> 'n'`;

/** Opens a connection for migrations, which the caller closes. */
export async function connectForMigrations(databaseUrl: string): Promise<PostgresClient> {
  const client = new PostgresClient({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    lock_timeout: WAIT_MS,
  });
  await client.connect();
  return client;
}

export function postgresTarget(client: PostgresClient): MigrationTarget {
  const run = async (sql: string, ...values: string[]) => void (await client.query(sql, values));
  return {
    transaction: (work) => inTransaction(client, work),
    rows: () => readRows(client),
    runScript: (script) => runScript(client, script),
    addRow: async ({ checksum, name }, startedAt) => {
      const columns = "id, checksum, migration_name, started_at, finished_at, applied_steps_count";
      await client.query(LOG_TABLE);
      await run(
        `INSERT INTO "_prisma_migrations" (${columns}) VALUES ($1, $2, $3, $4, $5, 1)`,
        ...[randomUUID(), checksum, name, startedAt.toISOString(), new Date().toISOString()],
      );
    },
    finishRow: async ({ id, name }) => {
      await run(`DELETE FROM "_prisma_migrations" WHERE migration_name = $1 AND id <> $2`, name, id);
      const changes = "finished_at = now(), rolled_back_at = NULL, logs = NULL, applied_steps_count = 1";
      await run(`UPDATE "_prisma_migrations" SET ${changes} WHERE id = $1`, id);
    },
    dropRows: (name) => run(`DELETE FROM "_prisma_migrations" WHERE migration_name = $1`, name),
    definitions: async () => definitionsOf(client, await currentSchema(client)),
    definitionsAfter: (scripts) => definitionsAfter(client, scripts),
  };
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    // A transaction-level lock: through a pooler, a session-level lock could stay on its connection.
    await client.query("SELECT pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

async function readRows(client: pg.Client): Promise<LogRow[]> {
  const tables = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
  );
  const names = tables.rows.map(({ name }) => name);
  if (names.includes("_prisma_migrations")) return (await client.query<LogRow>(ROWS)).rows;
  if (names.length === 0) return [];
  throw new StartError(
    `The database has tables (${names.slice(0, 3).join(", ")} …) that Purser did not create. Give it an empty database.`,
  );
}

async function runScript(client: pg.Client, script: string): Promise<void> {
  const transactionId = async () => (await client.query<{ id: string }>("SELECT txid_current() AS id")).rows[0]?.id;
  const before = await transactionId();
  // Without parameters, so that the script may contain any number of statements.
  await client.query(script);
  if ((await transactionId()) !== before) throw new Error("A migration must not end the transaction that it runs in.");
}

async function currentSchema(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string | null }>("SELECT quote_ident(current_schema()) AS name");
  return rows[0]?.name ?? "public";
}

async function definitionsOf(client: pg.Client, schema: string): Promise<Definitions> {
  const { rows } = await client.query<{ key: string; definition: string }>(DEFINITIONS, [schema]);
  return new Map(rows.map(({ key, definition }) => [key, definition.replaceAll(`${schema}.`, "")]));
}

async function definitionsAfter(client: pg.Client, scripts: readonly string[]): Promise<Definitions[]> {
  const states: Definitions[] = [];
  await client.query("SAVEPOINT comparison");
  try {
    await client.query(`CREATE SCHEMA ${COMPARISON}; SET LOCAL search_path TO ${COMPARISON}`);
    for (const script of scripts) {
      await client.query(script);
      states.push(await definitionsOf(client, COMPARISON));
    }
    return states;
  } catch (error) {
    // Without the privilege to create a schema, the question stays open and the operator decides.
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return [];
    throw error;
  } finally {
    // Also restores the search path.
    await client.query("ROLLBACK TO SAVEPOINT comparison");
  }
}
