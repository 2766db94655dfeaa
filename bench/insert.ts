import Database from "better-sqlite3";
import pg from "pg";
import { sqlitePath } from "../lib/db/sqlite-file";

/** SQLite takes booleans as 0 and 1. */
type Value = string | number | bigint | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** Inserts rows in large batches without Prisma: a million rows take seconds. */
export type Inserter = {
  insert: (table: string, rows: Iterable<Row>) => Promise<void>;
  /** Updates the query planner's statistics, as the database does by itself in time. */
  close: () => Promise<void>;
};

const BATCH = 5_000;

export function openInserter(databaseUrl: string): Inserter {
  return databaseUrl.startsWith("file:") ? sqliteInserter(databaseUrl) : postgresInserter(databaseUrl);
}

function sqliteInserter(databaseUrl: string): Inserter {
  const database = new Database(sqlitePath(databaseUrl));
  database.pragma("synchronous = OFF");
  database.pragma("cache_size = -262144");
  return {
    async insert(table, rows) {
      let statement: Database.Statement | undefined;
      database.exec("BEGIN");
      for (const row of rows) {
        statement ??= database.prepare(
          `INSERT INTO "${table}" (${columnList(row)}) VALUES (${Object.keys(row).map(() => "?")})`,
        );
        statement.run(Object.values(row).map((value) => (typeof value === "boolean" ? Number(value) : value)));
      }
      database.exec("COMMIT");
    },
    async close() {
      database.pragma("wal_checkpoint(TRUNCATE)");
      database.close();
    },
  };
}

function postgresInserter(databaseUrl: string): Inserter {
  const client = new pg.Client({ connectionString: databaseUrl });
  const connected = client.connect();
  return {
    async insert(table, rows) {
      await connected;
      for (const batch of batches(rows)) {
        const [first] = batch;
        if (!first) continue;
        // One parameter per batch: Postgres takes the column types from the table.
        const columns = columnList(first);
        const json = JSON.stringify(batch, (_, value) => (typeof value === "bigint" ? Number(value) : value));
        await client.query(
          `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1)`,
          [json],
        );
      }
    },
    async close() {
      await connected;
      await client.query("VACUUM ANALYZE");
      await client.query("CHECKPOINT");
      await client.end();
    },
  };
}

const columnList = (row: Row) =>
  Object.keys(row)
    .map((name) => `"${name}"`)
    .join(", ");

function* batches(rows: Iterable<Row>): Iterable<Row[]> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
