import type { PostgresClient } from "@/lib/db/postgres-client";
import type { Orphans, Sequence } from "@/operations/facts";

/** Foreign keys of one column, which all of ours are. */
const FOREIGN_KEYS = `
  SELECT child.relname AS child, a.attname AS "column", parent.relname AS parent, b.attname AS key
  FROM pg_constraint c
  JOIN pg_class child ON child.oid = c.conrelid
  JOIN pg_class parent ON parent.oid = c.confrelid
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
  WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
  ORDER BY 1, 2`;
const SEQUENCES = `
  SELECT c.relname AS "table", s.sequencename AS name, coalesce(s.last_value, 0)::int AS last
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id'
  JOIN pg_sequences s ON s.schemaname = current_schema()
    AND format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(format('%I.%I', s.schemaname, c.relname), 'id')
  WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
  ORDER BY 1`;

/** Looks at the rows themselves: a restore can load rows without checking the constraints. */
export async function postgresOrphans(client: PostgresClient): Promise<Orphans[]> {
  const { rows } = await client.query<{ child: string; column: string; parent: string; key: string }>(FOREIGN_KEYS);
  const found: Orphans[] = [];
  for (const { child, column, parent, key } of rows) {
    const sql = `SELECT count(*)::int AS count FROM "${child}" c WHERE c."${column}" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "${parent}" p WHERE p."${key}" = c."${column}")`;
    const [row] = (await client.query<{ count: number }>(sql)).rows;
    found.push({ table: child, parent, count: row?.count ?? 0 });
  }
  return found;
}

export async function postgresSequences(client: PostgresClient): Promise<(Sequence & { name: string })[]> {
  const { rows } = await client.query<{ table: string; name: string; last: number }>(SEQUENCES);
  const found: (Sequence & { name: string })[] = [];
  for (const { table, name, last } of rows) {
    const [row] = (await client.query<{ highest: number }>(`SELECT coalesce(max("id"), 0) AS highest FROM "${table}"`))
      .rows;
    found.push({ table, name, last, highest: row?.highest ?? 0 });
  }
  return found;
}
