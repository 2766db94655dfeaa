import { createHash, type Hash } from "node:crypto";
import type Database from "better-sqlite3";
import type { PostgresClient } from "@/lib/db/postgres-client";
import { StartError } from "@/lib/start-error";

/** A column and its type in Postgres. */
export type Column = { name: string; type: string };
export type Table = { name: string; columns: Column[] };
export type Digest = { rows: number; sha256: string };

const BATCH = 500;
/** Postgres takes 65,535 parameters in one statement. */
const MAX_PARAMETERS = 60_000;

type Row = Record<string, unknown>;

/** The columns of a table, which both databases must have. */
export async function columnsOf(source: Database.Database, client: PostgresClient, table: string): Promise<Column[]> {
  const here = (source.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name).sort();
  const sql = `SELECT column_name AS name, data_type AS type FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = $1`;
  const there = (await client.query<Column>(sql, [table])).rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (here.join() !== there.map(({ name }) => name).join())
    throw new StartError(`The table ${table} has different columns in both databases. Update Purser, then try again.`);
  return there;
}

/** A value of SQLite as the text that Postgres would print for it, so that both can be compared. */
export function asText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (type === "boolean") return Number(value) === 0 ? "false" : "true";
  if (type.startsWith("timestamp")) return timeText(value);
  return String(value);
}

/** SQLite's own CURRENT_TIMESTAMP has a space and no zone; Prisma writes ISO with one. All mean UTC. */
function timeText(value: unknown): string {
  const text = String(value);
  const isNumber = /^-?\d+$/.test(text);
  const withZone = /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text.replace(" ", "T")}Z`;
  const date = new Date(isNumber ? Number(text) : withZone);
  if (Number.isNaN(date.getTime())) throw new StartError(`“${text}” isn’t a time.`);
  return date.toISOString().slice(0, -1);
}

function rowsOf(source: Database.Database, { name, columns }: Table): IterableIterator<Row> {
  const list = columns.map((column) => `"${column.name}"`).join(", ");
  // Numbers past 2^53, such as “never expires”, must not be rounded.
  return source.prepare<[], Row>(`SELECT ${list} FROM "${name}"`).safeIntegers().iterate();
}

export async function writeTable(source: Database.Database, client: PostgresClient, table: Table): Promise<void> {
  const most = Math.min(BATCH, Math.floor(MAX_PARAMETERS / table.columns.length));
  let batch: (string | null)[][] = [];
  for (const row of rowsOf(source, table)) {
    batch.push(table.columns.map(({ name, type }) => asText(row[name], type)));
    if (batch.length < most) continue;
    await insert(client, table, batch);
    batch = [];
  }
  if (batch.length > 0) await insert(client, table, batch);
}

async function insert(client: PostgresClient, { name, columns }: Table, rows: (string | null)[][]): Promise<void> {
  const list = columns.map((column) => `"${column.name}"`).join(", ");
  const places = rows.map(
    (_, row) => `(${columns.map(({ type }, index) => `$${row * columns.length + index + 1}::${type}`).join(", ")})`,
  );
  await client.query(`INSERT INTO "${name}" (${list}) VALUES ${places.join(", ")}`, rows.flat());
}

/** Adds one row to a sum that doesn't depend on the order of the rows, which the databases sort differently. */
class UnorderedDigest {
  #rows = 0;
  #sum = 0n;

  add(values: readonly (string | null)[]): void {
    const hash: Hash = createHash("sha256").update(JSON.stringify(values));
    this.#sum = (this.#sum + BigInt(`0x${hash.digest("hex")}`)) % (1n << 256n);
    this.#rows++;
  }

  result(): Digest {
    return { rows: this.#rows, sha256: this.#sum.toString(16).padStart(64, "0") };
  }
}

export function digestOfSqlite(source: Database.Database, table: Table): Digest {
  const digest = new UnorderedDigest();
  for (const row of rowsOf(source, table)) digest.add(table.columns.map(({ name, type }) => asText(row[name], type)));
  return digest.result();
}

export async function digestOfPostgres(client: PostgresClient, table: Table): Promise<Digest> {
  const digest = new UnorderedDigest();
  const list = table.columns.map(({ name, type }) =>
    type.startsWith("timestamp") ? `to_char("${name}", 'YYYY-MM-DD"T"HH24:MI:SS.MS') AS "${name}"` : `"${name}"::text`,
  );
  await client.query(`DECLARE copied NO SCROLL CURSOR FOR SELECT ${list.join(", ")} FROM "${table.name}"`);
  for (let count = BATCH; count === BATCH; ) {
    const { rows } = await client.query<Record<string, string | null>>(`FETCH ${BATCH} FROM copied`);
    for (const row of rows) digest.add(table.columns.map(({ name }) => row[name] ?? null));
    count = rows.length;
  }
  await client.query("CLOSE copied");
  return digest.result();
}
