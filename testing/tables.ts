import { getDb } from "@/lib/db/client";
import { withTransaction } from "@/lib/db/transaction";
import { env } from "@/lib/env";

const LOG = "AuditEvent";
/** Which operations on which tables the database currently refuses. */
const GATES = "closed_by_test";
/** Tables that aren't part of what a verb changes: attempt counters, the migrations table and our own. */
const ASIDE = ["RateLimiterFlexible", "_prisma_migrations", GATES];
/** The error message of a locked table, looked for in the error that a caller gets. */
const CLOSED = "this table is closed by a test";
const OPERATIONS = ["INSERT", "UPDATE", "DELETE"] as const;

type Row = Record<string, unknown>;
type Gate = { table: string; operation: (typeof OPERATIONS)[number] };

const isSqlite = () => env().DATABASE_PROVIDER === "sqlite";
let known: string[] | undefined;

async function tableNames(): Promise<string[]> {
  if (known) return known;
  const rows = await getDb().$queryRawUnsafe<{ name: string }[]>(
    isSqlite()
      ? `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`
      : `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`,
  );
  const names = rows.map(({ name }) => name).filter((name) => !ASIDE.includes(name));
  known = names.sort();
  return known;
}

/** Every row of every table; of the audit log, only rows up to `lastLogged`. */
export async function snapshot(lastLogged: number): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  for (const name of await tableNames()) {
    const where = name === LOG ? ` WHERE "id" <= ${lastLogged}` : "";
    const rows = await getDb().$queryRawUnsafe<Row[]>(`SELECT * FROM "${name}"${where}`);
    tables[name] = rows.sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  }
  return tables;
}

function textOf(row: Row): string {
  return JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value));
}

/** Deletes everything except the audit log. */
export function emptyTables(): Promise<void> {
  return withTransaction(async (tx) => {
    await tx.robot.deleteMany();
    await tx.project.deleteMany();
    await tx.user.deleteMany();
    await tx.signingKey.deleteMany();
    await tx.setting.deleteMany();
    await tx.policy.deleteMany();
    await tx.rateLimiterFlexible.deleteMany();
    await tx.webhookEndpoint.deleteMany();
    await tx.outbox.deleteMany();
    await tx.event.deleteMany();
    await tx.reminderSetting.deleteMany();
  });
}

/** Prepares this test file's database for {@link withoutLog} and {@link withLogOnly}. */
export async function installGates(): Promise<void> {
  const closed = `EXISTS (SELECT 1 FROM ${GATES} WHERE`;
  await execute(`CREATE TABLE ${GATES} ("table" TEXT, "operation" TEXT)`);
  if (!isSqlite())
    await execute(`CREATE FUNCTION check_gate() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
      IF ${closed} "table" = TG_TABLE_NAME AND "operation" = TG_OP) THEN RAISE EXCEPTION '${CLOSED}'; END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END$$`);
  for (const table of await tableNames()) {
    for (const operation of OPERATIONS) {
      const gate = `${closed} "table" = '${table}' AND "operation" = '${operation}')`;
      const action = isSqlite()
        ? `WHEN ${gate} BEGIN SELECT RAISE(ABORT, '${CLOSED}'); END`
        : "FOR EACH ROW EXECUTE FUNCTION check_gate()";
      await execute(`CREATE TRIGGER "gate_${table}_${operation}" BEFORE ${operation} ON "${table}" ${action}`);
    }
  }
}

/** Runs `body` while the database refuses to write the audit log. */
export function withoutLog<T>(body: () => Promise<T>): Promise<T> {
  return whileClosed([gate(LOG, "INSERT"), gate(LOG, "UPDATE")], body);
}

/** Runs `body` while the database refuses to write events. */
export function withoutEvents<T>(body: () => Promise<T>): Promise<T> {
  return whileClosed([gate("Event", "INSERT")], body);
}

/** Runs `body` while the database refuses to write anything except new rows of the audit log. */
export async function withLogOnly<T>(body: () => Promise<T>): Promise<T> {
  const gates = (await tableNames()).flatMap((table) => OPERATIONS.map((operation) => gate(table, operation)));
  return whileClosed(
    gates.filter(({ table, operation }) => table !== LOG || operation === "DELETE"),
    body,
  );
}

const gate = (table: string, operation: Gate["operation"]): Gate => ({ table, operation });

async function whileClosed<T>(gates: Gate[], body: () => Promise<T>): Promise<T> {
  const rows = gates.map(({ table, operation }) => `('${table}', '${operation}')`);
  await execute(`INSERT INTO ${GATES} VALUES ${rows.join(", ")}`);
  try {
    return await body();
  } finally {
    await execute(`DELETE FROM ${GATES}`);
  }
}

/** Whether a call failed because of a locked table. */
export function isClosed(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { message, cause, meta } = error as { message?: unknown; cause?: unknown; meta?: unknown };
  return String(message).includes(CLOSED) || JSON.stringify(meta ?? "").includes(CLOSED) || isClosed(cause);
}

async function execute(sql: string): Promise<void> {
  await getDb().$executeRawUnsafe(sql);
}
