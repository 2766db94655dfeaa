import type { Tx } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";

type Table = "Robot" | "RobotGrant" | "AuditEvent";
type Value = string | number | bigint | boolean | Date | null;
export type BulkRow = Record<string, Value>;

/**
 * Inserts many rows with one parameter, several times faster than one per value. All rows have the columns of the first.
 * Authorizes nothing.
 */
export async function insertRows(tx: Tx, table: Table, rows: readonly BulkRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const names = Object.keys(first);
  const columns = names.map((name) => `"${name}"`).join(", ");
  const values =
    env().DATABASE_PROVIDER === "sqlite"
      ? `SELECT ${names.map((name) => sqliteValue(name, first[name])).join(", ")} FROM json_each(?)`
      : `SELECT ${columns} FROM jsonb_populate_recordset(NULL::"${table}", $1::jsonb)`;
  const json = JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value));
  // Names of tables and columns come from this program, never from a file.
  await tx.$executeRawUnsafe(`INSERT INTO "${table}" (${columns}) ${values}`, json);
}

/** Times are stored as Prisma's adapter writes them. */
function sqliteValue(name: string, value: Value | undefined): string {
  const found = `json_extract("value", '$.${name}')`;
  return value instanceof Date ? `replace(${found}, 'Z', '+00:00')` : found;
}
