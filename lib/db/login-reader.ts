import Database from "better-sqlite3";
import pg from "pg";
import { POOL } from "@/lib/db/postgres-adapter";
import { PostgresClient } from "@/lib/db/postgres-client";
import { noticeDamage, sqlitePath } from "@/lib/db/sqlite-file";

/** One statement with one parameter, prepared once and asked thousands of times a second: past Prisma, which takes half of the time. */
export type Reader<Row> = {
  read: (parameter: string) => Row[] | Promise<Row[]>;
  close: () => Promise<void>;
};

/** SQLite's reader: a read-only connection of its own. It sees what was committed before it is asked, like any other. */
export function sqliteReader<Row>(databaseUrl: string, sql: string): Reader<Row> {
  const path = sqlitePath(databaseUrl);
  const database = new Database(path, { readonly: true });
  // Pages of the index in memory, up to 16 MiB of them instead of 2: logins come from all over it.
  database.pragma("cache_size = -16384");
  const statement = database.prepare<[string], Row>(`${sql} ?`);
  return {
    read: (parameter) => {
      try {
        return statement.all(parameter);
      } catch (error) {
        noticeDamage(path, error);
        throw error;
      }
    },
    close: async () => void database.close(),
  };
}

/** A named statement got lost: PgBouncer gave another session, or the table changed under its plan. */
const LOST_STATEMENT = /^(26000|42P05|0A000)$/;

/**
 * Postgres's reader: one connection on which questions are sent without waiting for the answers before them. When it
 * breaks, those under way fail as unavailable and the next one opens another.
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
    const [connection, asked] = [opened, name];
    const client = await connection;
    try {
      return (await client.query<Row>({ name: asked, text, values: [parameter] })).rows;
    } catch (error) {
      // What the server says of a question leaves the connection whole; anything else does not.
      if (!(error instanceof pg.DatabaseError) || error.severity === "FATAL") forget(connection);
      if (!asked || !LOST_STATEMENT.test((error as { code?: string }).code ?? "")) throw error;
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
