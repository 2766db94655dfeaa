import type Database from "better-sqlite3";
import type { Orphans, Sequence } from "@/operations/facts";

export function sqliteOrphans(database: Database.Database): Orphans[] {
  const found = database.pragma("foreign_key_check") as { table: string; parent: string }[];
  const counts = new Map<string, Orphans>();
  for (const { table, parent } of found) {
    const known = counts.get(`${table} ${parent}`) ?? { table, parent, count: 0 };
    known.count++;
    counts.set(`${table} ${parent}`, known);
  }
  return [...counts.values()];
}

/**
 * The highest id that each table ever used, as SQLite remembers it, and the highest it has. A column that SQLite numbers
 * has another name where it is a person's or a project's id.
 */
export function sqliteSequences(database: Database.Database): Sequence[] {
  const sql = "SELECT name AS \"table\", seq AS last FROM sqlite_sequence WHERE name NOT LIKE '\\_%' ESCAPE '\\'";
  return database
    .prepare<[], { table: string; last: number }>(sql)
    .all()
    .map(({ table, last }) => {
      const highest = database.prepare(`SELECT max(rowid) FROM "${table}"`).pluck().get() as number | null;
      return { table, last, highest: highest ?? 0 };
    });
}
