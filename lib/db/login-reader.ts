import Database from "better-sqlite3";
import pg from "pg";
import { POOL } from "@/lib/db/postgres-adapter";
import { PostgresClient } from "@/lib/db/postgres-client";
import { noticeDamage, sqlitePath } from "@/lib/db/sqlite-file";

/** A prepared statement with one parameter. It bypasses Prisma, which would double the time of a login. */
export type Reader<Row> = {
  read: (parameter: string) => Row[] | Promise<Row[]>;
  close: () => Promise<void>;
};

/** Uses a read-only connection of its own. */
export function sqliteReader<Row>(databaseUrl: string, sql: string): Reader<Row> {
  const path = sqlitePath(databaseUrl);
  const database = new Database(path, { readonly: true });
  // 16 MiB of page cache instead of 2, because logins hit the whole index.
  database.pragma("cache_size = -16384");
  const statement = database.prepare<[string], unknown[]>(`${sql} ?`).raw();
  const names = statement.columns().map(({ name }) => name);
  return {
    read: (parameter) => {
      try {
        return statement.all(parameter).map((values) => rowOf<Row>(names, values));
      } catch (error) {
        noticeDamage(path, error);
        throw error;
      }
    },
    close: async () => void database.close(),
  };
}

/** The driver would create each property through V8's API, which takes longer than the query. */
function rowOf<Row>(names: readonly string[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {};
  for (let column = 0; column < names.length; column++) row[names[column] ?? ""] = values[column];
  return row as Row;
}

/** The prepared statement is gone: PgBouncer assigned another session, or the table was altered. */
const LOST_STATEMENT = /^(26000|42P05|0A000)$/;

/**
 * Uses one pipelined connection. When it breaks, pending reads fail as unavailable and the next read opens another.
 */
export function postgresReader<Row extends pg.QueryResultRow>(databaseUrl: string, sql: string): Reader<Row> {
  const text = `${sql} $1`;
  let opened: Promise<pg.Client> | null = null;
  let name: string | undefined = "reader";

  function open(): Promise<pg.Client> {
    const client = new PostgresClient({ ...POOL, connectionString: databaseUrl, pipeline: true });
    const connecting = client.connect().then(() => client);
    for (const event of ["error", "end"] as const) client.on(event, () => forget(connecting));
    connecting.catch(() => forget(connecting));
    return connecting;
  }

  function forget(broken: Promise<pg.Client>): void {
    if (opened === broken) opened = null;
  }

  async function read(parameter: string): Promise<Row[]> {
    opened ??= open();
    const [connection, usedName] = [opened, name];
    const client = await connection;
    try {
      return (await client.query<Row>({ name: usedName, text, values: [parameter] })).rows;
    } catch (error) {
      // An error that the server reports for a query leaves the connection usable; any other does not.
      if (!(error instanceof pg.DatabaseError) || error.severity === "FATAL") forget(connection);
      if (!usedName || !LOST_STATEMENT.test((error as { code?: string }).code ?? "")) throw error;
      name = undefined;
      return read(parameter);
    }
  }

  return {
    read,
    close: async () => {
      const client = await opened?.catch(() => null);
      opened = null;
      await client?.end();
    },
  };
}
