import { randomUUID } from "node:crypto";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import pg from "pg";
import { PostgresClient } from "@/lib/db/postgres-client";

type PgAdapter = Awaited<ReturnType<PrismaPg["connect"]>>;

/** Lets the schema engine read a SQLite database to compare schemas. */
export function sqliteMigrationAdapter(path: string): SqlMigrationAwareDriverAdapterFactory {
  const stock = new PrismaBetterSqlite3({ url: path });
  return {
    provider: stock.provider,
    adapterName: stock.adapterName,
    connect: async () => rawScripts(await stock.connect()),
    connectToShadowDb: async () => rawScripts(await stock.connectToShadowDb()),
  };
}

/** The engine sends its shadow database a whole script as one statement. */
function rawScripts<T extends SqlDriverAdapter>(adapter: T): T {
  const executeRaw = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (query) => {
    if (query.args.length > 0) return executeRaw(query);
    await adapter.executeScript(query.sql);
    return 0;
  };
  return adapter;
}

/** Lets the schema engine read Postgres: one connection, and each script sent whole, which Postgres runs as one transaction. */
export function postgresMigrationAdapter(databaseUrl: string): SqlMigrationAwareDriverAdapterFactory {
  const config = { connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 10_000, Client: PostgresClient };
  const connect = async (url: string) => {
    const adapter = await new PrismaPg({ ...config, connectionString: url }).connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    readCharColumns(adapter);
    return rawScripts(adapter);
  };
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(databaseUrl),
    connectToShadowDb: async () => {
      const name = `purser_shadow_${randomUUID().replaceAll("-", "")}`;
      const url = new URL(databaseUrl);
      url.pathname = `/${name}`;
      await once(databaseUrl, `CREATE DATABASE "${name}"`);
      const shadow = await connect(url.href);
      const dispose = shadow.dispose.bind(shadow);
      shadow.dispose = async () => {
        await dispose();
        await once(databaseUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      };
      return shadow;
    },
  };
}

/** The adapter rejects columns of Postgres's internal type "char", which the engine selects to describe a schema. */
function readCharColumns(adapter: PgAdapter): void {
  const { CHAR, TEXT } = pg.types.builtins;
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const queryRaw = adapter.queryRaw.bind(adapter);
  // The engine sends one query at a time.
  let isChar: boolean[] = [];
  const queryAsText = async (...args: unknown[]) => {
    const result = await query(...args);
    isChar = (result.fields ?? []).map((field) => field.dataTypeID === CHAR);
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
    return result;
  };
  Object.assign(pool, { query: queryAsText });
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    const columnTypes = result.columnTypes.map((type, index) => (isChar[index] ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
}

async function once(databaseUrl: string, sql: string): Promise<void> {
  const client = new PostgresClient({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
