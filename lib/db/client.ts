import { PrismaClient as PostgresClient } from "@/lib/db/generated/postgresql/client";
import { PrismaClient as SqliteClient } from "@/lib/db/generated/sqlite/client";
import { postgresAdapter } from "@/lib/db/postgres-adapter";
import { sqliteAdapter } from "@/lib/db/sqlite-adapter";
import { runningTransaction } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";
import { perProcess } from "@/lib/per-process";

/** SQLite's types are the common subset of both providers. */
export type Db = SqliteClient;

const OPTIONS = {
  transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  // Prisma's longer formats print the arguments of a failed call, including secrets and hashes.
  errorFormat: "minimal",
  log: [],
} as const satisfies { transactionOptions: object; errorFormat: "minimal"; log: [] };

const addresses = new WeakMap<Db, string>();

/** A separate client that connects on first use. The caller must `$disconnect()` it. */
export function connectDb(databaseUrl: string): Db {
  const db = databaseUrl.startsWith("file:")
    ? new SqliteClient({ ...OPTIONS, adapter: sqliteAdapter(databaseUrl) })
    : // Both clients are generated from the same models.
      (new PostgresClient({ ...OPTIONS, adapter: postgresAdapter(databaseUrl) }) as unknown as Db);
  addresses.set(db, databaseUrl);
  return db;
}

export const addressOf = (db: Db): string => addresses.get(db) ?? env().DATABASE_URL;

// One for the process, because the mutex of SQLite's writer is in the client.
const current = perProcess("db.client", (): { db: Db | null } => ({ db: null }));

/** The client of this process whether or not a transaction is running. For `lib/db` only. */
export function processDb(): Db {
  current.db ??= connectDb(env().DATABASE_URL);
  return current.db;
}

/** The client of this process. @throws Error inside `withTransaction`, where SQLite would wait for itself */
export function getDb(): Db {
  if (runningTransaction()) throw new Error("getDb() inside a transaction: use the tx that withTransaction gave");
  return processDb();
}

const closers = perProcess("db.closers", () => new Set<() => Promise<void>>());

/** Calls `close` once, when the client of this process is closed: for further connections to the same database. */
export const onDisconnect = (close: () => Promise<void>) => void closers.add(close);

/** The next `getDb()` connects again. */
export async function disconnectDb(): Promise<void> {
  const { db } = current;
  current.db = null;
  const closing = [...closers].map((close) => close());
  closers.clear();
  await Promise.all([db?.$disconnect(), ...closing]);
}
