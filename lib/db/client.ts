import { PrismaClient as PostgresClient } from "@/lib/db/generated/postgresql/client";
import { PrismaClient as SqliteClient } from "@/lib/db/generated/sqlite/client";
import { postgresAdapter } from "@/lib/db/postgres-adapter";
import { sqliteAdapter } from "@/lib/db/sqlite-adapter";
import { runningTransaction } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";
import { perProcess } from "@/lib/per-process";

/** The database client. SQLite's types are the common subset of both providers. */
export type Db = SqliteClient;

const OPTIONS = {
  transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  // Prisma's longer formats print the arguments of a failed call, secrets and hashes among them.
  errorFormat: "minimal",
  log: [],
} as const satisfies { transactionOptions: object; errorFormat: "minimal"; log: [] };

const addresses = new WeakMap<Db, string>();

/** A separate client, connected on first use. The caller ends it with `$disconnect()`. */
export function connectDb(databaseUrl: string): Db {
  const db = databaseUrl.startsWith("file:")
    ? new SqliteClient({ ...OPTIONS, adapter: sqliteAdapter(databaseUrl) })
    : // Both clients come from the same models; the one place where the providers' types meet.
      (new PostgresClient({ ...OPTIONS, adapter: postgresAdapter(databaseUrl) }) as unknown as Db);
  addresses.set(db, databaseUrl);
  return db;
}

/** The address that a client was connected to, for further connections to the same database. */
export function addressOf(db: Db): string {
  return addresses.get(db) ?? env().DATABASE_URL;
}

const KEY = Symbol.for("purser.db.client");
// On globalThis: the server's bundle and Next's bundles each have a copy of this module, and SQLite's mutex must be one.
const shared = globalThis as { [KEY]?: Db | undefined };

/** The client of this process whether or not a transaction is running. For `lib/db` only. */
export function processDb(): Db {
  shared[KEY] ??= connectDb(env().DATABASE_URL);
  return shared[KEY];
}

/**
 * The client of this process, made from the settings on first use.
 * @throws Error inside a `withTransaction` body: there only `tx` may be used, or SQLite would wait for itself.
 */
export function getDb(): Db {
  if (runningTransaction()) throw new Error("getDb() inside a transaction: use the tx that withTransaction gave");
  return processDb();
}

const closers = () => perProcess("db.closers", () => new Set<() => Promise<void>>());

/** Has `close` called once, when the client of this process is closed: for other connections to the same database. */
export function onDisconnect(close: () => Promise<void>): void {
  closers().add(close);
}

/** Closes the client of this process; the next `getDb()` makes a new one. */
export async function disconnectDb(): Promise<void> {
  const db = shared[KEY];
  shared[KEY] = undefined;
  const closing = [...closers()].map((close) => close());
  closers().clear();
  await Promise.all([db?.$disconnect(), ...closing]);
}
