import type Database from "better-sqlite3";
import type { PostgresClient } from "@/lib/db/postgres-client";
import { sqlitePath } from "@/lib/db/sqlite-file";
import { tableNames } from "@/lib/db/sqlite-snapshot";
import { env } from "@/lib/env";
import { StartError } from "@/lib/start-error";
import { holdFile } from "@/operations/held-file";
import { postgresSequences } from "@/operations/postgres-facts";
import { sqliteSequences } from "@/operations/sqlite-facts";
import { columnsOf, digestOfPostgres, digestOfSqlite, type Table, writeTable } from "@/operations/tables";
import { UsageError, type Verb } from "@/operations/verb";
import { migrate } from "@/prisma/migrate";
import { connectForMigrations } from "@/prisma/postgres-migrations";

export type Copied = { table: string; rows: number };

/**
 * Copies every row of a SQLite database into an empty Postgres database, with ids, hashes and the ids that come next, and
 * compares both. All of it is one transaction: if anything fails, the Postgres database stays empty.
 */
export async function copyDatabase(from: string, to: string): Promise<Copied[]> {
  if (!from.startsWith("file:")) throw new StartError("This copies from SQLite, and DATABASE_URL isn’t SQLite.");
  if (!/^postgres(ql)?:\/\//.test(to)) throw new UsageError("Name the empty database with --to postgresql://…");
  // Before anything is changed. The upgrade then needs the file for itself.
  holdFile(sqlitePath(from)).close();
  await migrate(from);
  await migrate(to);
  const source = holdFile(sqlitePath(from));
  const client = await connectForMigrations(to);
  try {
    return await copyAll(source, client);
  } finally {
    await client.end();
    source.close();
  }
}

async function copyAll(source: Database.Database, client: PostgresClient): Promise<Copied[]> {
  await client.query("BEGIN");
  try {
    const tables = await inOrder(client, await tablesOf(source, client));
    for (const { name } of tables) await refuseRows(client, name);
    for (const table of tables) await writeTable(source, client, table);
    await continueIds(source, client);
    const copied: Copied[] = [];
    for (const table of tables) copied.push(await compare(source, client, table));
    await client.query("COMMIT");
    return copied;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

async function tablesOf(source: Database.Database, client: PostgresClient): Promise<Table[]> {
  const names = tableNames(source).filter((name) => name !== "_prisma_migrations");
  return Promise.all(names.map(async (name) => ({ name, columns: await columnsOf(source, client, name) })));
}

/** Parents before their children. */
async function inOrder(client: PostgresClient, tables: readonly Table[]): Promise<Table[]> {
  const sql = `SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid <> confrelid`;
  const { rows } = await client.query<{ child: string; parent: string }>(sql);
  const links = rows.map(({ child, parent }) => [child, parent].map((name) => name.replaceAll('"', "")));
  const done: Table[] = [];
  while (done.length < tables.length) {
    const isReady = ({ name }: Table) =>
      links.every(([child, parent]) => child !== name || done.some((table) => table.name === parent));
    const next = tables.filter((table) => !done.includes(table) && isReady(table));
    if (next.length === 0) throw new Error("The tables refer to each other in a circle.");
    done.push(...next);
  }
  return done;
}

async function refuseRows(client: PostgresClient, name: string): Promise<void> {
  const { rows } = await client.query(`SELECT 1 FROM "${name}" LIMIT 1`);
  if (rows.length > 0) throw new StartError(`The Postgres database isn’t empty: ${name} has rows. Name an empty one.`);
}

/** An id that was used once is never given to another row, even if the row is gone. */
async function continueIds(source: Database.Database, client: PostgresClient): Promise<void> {
  const used = new Map(sqliteSequences(source).map(({ table, last, highest }) => [table, Math.max(last, highest)]));
  for (const { table, name } of await postgresSequences(client)) {
    const last = used.get(table) ?? 0;
    if (last > 0) await client.query("SELECT setval(format('%I', $1::text)::regclass, $2)", [name, last]);
  }
}

async function compare(source: Database.Database, client: PostgresClient, table: Table): Promise<Copied> {
  const [before, after] = [digestOfSqlite(source, table), await digestOfPostgres(client, table)];
  if (before.rows !== after.rows || before.sha256 !== after.sha256)
    throw new StartError(
      `${table.name} differs: ${before.rows} rows in SQLite, ${after.rows} in Postgres, or a value that Postgres stores otherwise. Nothing was copied.`,
    );
  return { table: table.name, rows: after.rows };
}

export const copy: Verb = {
  usage: "copy --to postgresql://…",
  summary: "copies SQLite to an empty Postgres database and compares the two; stop Purser first",
  options: { to: { type: "string" } },
  async run(_, { to }) {
    if (typeof to !== "string") throw new UsageError("Name the empty database with --to postgresql://…");
    for (const { table, rows } of await copyDatabase(env().DATABASE_URL, to))
      console.log(`✓ ${table}: ${rows} rows, the same`);
    console.log(
      "Start Purser with this DATABASE_URL and the same AUTH_SECRET (with SQLite, it may be in auth-secret).",
    );
    return 0;
  },
};
