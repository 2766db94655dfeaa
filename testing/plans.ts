import { type Db, getDb } from "@/lib/db/client";
import { PrismaClient as PostgresClient } from "@/lib/db/generated/postgresql/client";
import { PrismaClient as SqliteClient } from "@/lib/db/generated/sqlite/client";
import { postgresAdapter } from "@/lib/db/postgres-adapter";
import { sqliteAdapter } from "@/lib/db/sqlite-adapter";

const url = process.env.DATABASE_URL ?? "";
export const isSqlite = url.startsWith("file:");
/** Where `getDb()` keeps the client of this process. */
const shared = globalThis as { [key: symbol]: Db };
const KEY = Symbol.for("purser.db.client");

type Statement = { query: string; params: string };

/** Like the process's client, but it tells every statement. */
function loggingClient(listen: (statement: Statement) => void): Db {
  const log = [{ emit: "event", level: "query" }] as const;
  if (isSqlite) {
    const client = new SqliteClient({ adapter: sqliteAdapter(url), log: [...log] });
    client.$on("query", listen);
    return client;
  }
  const client = new PostgresClient({ adapter: postgresAdapter(url), log: [...log] });
  client.$on("query", listen);
  return client as unknown as Db;
}

// Prisma logs those that the adapter sends itself as "-- Implicit \"COMMIT\" query via underlying driver".
const BRACKET = /^(?:\s*(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b|-- Implicit)/i;

async function explain(db: Db, { query, params }: Statement): Promise<string> {
  const values = JSON.parse(params) as unknown[];
  const rows = await (isSqlite
    ? db.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN QUERY PLAN ${query}`, ...values)
    : db.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN ${filled(query, values)}`));
  return rows.map((row) => row.detail ?? row["QUERY PLAN"]).join("\n");
}

/** Postgres plans for values; SQLite would guess from a literal 1 or 0 what it cannot from a parameter. */
function filled(query: string, values: readonly unknown[]): string {
  const literal = (value: unknown) =>
    typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
  return query.replace(/\$(\d+)/g, (_, n: string) => literal(values[Number(n) - 1]));
}

/** Sees the plans of what verbs ask the database. */
export type PlanWatch = {
  /** The plan of every statement about `table` that `ask` makes; of those that count last. */
  plansOf: (table: string, ask: () => Promise<unknown>) => Promise<string[]>;
  /** Every statement that `ask` makes, but those that only open and close transactions. */
  statementsOf: (ask: () => Promise<unknown>) => Promise<string[]>;
  /** Gives the process its own client back. */
  end: () => Promise<void>;
};

/** Puts a client in the process's place that tells its statements. */
export function watchPlans(): PlanWatch {
  const plain = getDb();
  let statements: Statement[] = [];
  const watched = loggingClient((statement) => statements.push(statement));
  shared[KEY] = watched;
  return {
    async plansOf(table, ask) {
      statements = [];
      await ask();
      const asked = statements.filter(({ query }) => new RegExp(`FROM\\s+\\S*["\`]${table}["\`]`).test(query));
      // Side by side they come in any order: reading first, counting last.
      asked.sort((a, b) => Number(/COUNT\(/i.test(a.query)) - Number(/COUNT\(/i.test(b.query)));
      return Promise.all(asked.map((statement) => explain(plain, statement)));
    },
    async statementsOf(ask) {
      statements = [];
      await ask();
      return statements.map(({ query }) => query).filter((query) => !BRACKET.test(query));
    },
    async end() {
      shared[KEY] = plain;
      await watched.$disconnect();
    },
  };
}
