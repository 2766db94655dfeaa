import { type Db, getDb } from "@/lib/db/client";
import { PrismaClient as PostgresClient } from "@/lib/db/generated/postgresql/client";
import { PrismaClient as SqliteClient } from "@/lib/db/generated/sqlite/client";
import { postgresAdapter } from "@/lib/db/postgres-adapter";
import { sqliteAdapter } from "@/lib/db/sqlite-adapter";
import { replaceProcessDb } from "./process-db";

const url = process.env.DATABASE_URL ?? "";
export const isSqlite = url.startsWith("file:");

type Statement = { query: string; params: string };

/** Like the process's client, but reports every statement. */
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

/** Postgres plans for actual values; given literals, SQLite would assume things that it can't from parameters. */
function filled(query: string, values: readonly unknown[]): string {
  const literal = (value: unknown) =>
    typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
  return query.replace(/\$(\d+)/g, (_, n: string) => literal(values[Number(n) - 1]));
}

/** Reads the query plans of what verbs send to the database. */
export type PlanWatch = {
  /** The plan of every statement about `table` that `ask` sends; counting statements come last. */
  plansOf: (table: string, ask: () => Promise<unknown>) => Promise<string[]>;
  /** Every statement that `ask` sends, except those that only open and close transactions. */
  statementsOf: (ask: () => Promise<unknown>) => Promise<string[]>;
  /** Restores the process's own client. */
  end: () => Promise<void>;
};

/** Replaces the process's client with one that reports its statements. */
export function watchPlans(): PlanWatch {
  const plain = getDb();
  let statements: Statement[] = [];
  const watched = loggingClient((statement) => statements.push(statement));
  replaceProcessDb(watched);
  return {
    async plansOf(table, ask) {
      statements = [];
      await ask();
      const matching = statements.filter(({ query }) => new RegExp(`FROM\\s+\\S*["\`]${table}["\`]`).test(query));
      // Parallel statements come in any order: sort reads first, counts last.
      matching.sort((a, b) => Number(/COUNT\(/i.test(a.query)) - Number(/COUNT\(/i.test(b.query)));
      return Promise.all(matching.map((statement) => explain(plain, statement)));
    },
    async statementsOf(ask) {
      statements = [];
      await ask();
      return statements.map(({ query }) => query).filter((query) => !BRACKET.test(query));
    },
    async end() {
      replaceProcessDb(plain);
      await watched.$disconnect();
    },
  };
}
