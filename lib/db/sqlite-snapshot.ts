import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { renameDurably } from "@/lib/durable-file";

const CHUNK_BYTES = 1024 * 1024;

export type Snapshot = {
  bytes: number;
  sha256: string;
  /** Rows of each table. */
  rows: Record<string, number>;
  /** The newest migration in it, or null if there is none. */
  migration: string | null;
};

/**
 * Copies an open database into one file that needs no other, readable by its owner only, while others go on writing. The
 * copy is opened again and checked before it gets its name. Blocks the process for as long as it takes.
 * @param isWanted called with what the copy contains; if it says no, the copy is thrown away
 * @throws SqliteError if there is no room, or the copy isn't intact
 */
export function writeSnapshot(
  database: Database.Database,
  path: string,
  isWanted: (snapshot: Snapshot) => boolean = () => true,
): Snapshot {
  const draft = `${path}.${randomBytes(6).toString("hex")}.partial`;
  // SQLite fills an empty file, but would create one that others can read.
  closeSync(openSync(draft, "wx", 0o600));
  try {
    database.prepare("VACUUM INTO ?").run(draft);
    const snapshot = inspectSnapshot(draft);
    if (isWanted(snapshot)) renameDurably(draft, path);
    return snapshot;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Reads all of a database file that no one has open. @throws SqliteError if it isn't intact */
export function inspectSnapshot(path: string): Snapshot {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const answer: unknown = database.pragma("integrity_check(1)", { simple: true });
    if (answer !== "ok") throw new Database.SqliteError(String(answer), "SQLITE_CORRUPT");
    return {
      bytes: statSync(path).size,
      sha256: sha256OfFile(path),
      rows: countRows(database),
      migration: newestMigration(database),
    };
  } finally {
    database.close();
  }
}

function countRows(database: Database.Database): Record<string, number> {
  const names = tableNames(database).filter((name) => !name.startsWith("_"));
  return Object.fromEntries(
    names.map((name) => [name, Number(database.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())]),
  );
}

function newestMigration(database: Database.Database): string | null {
  if (!tableNames(database).includes("_prisma_migrations")) return null;
  const sql = `SELECT max("migration_name") FROM "_prisma_migrations"`;
  return (database.prepare(sql).pluck().get() as string | null) ?? null;
}

/** The tables of a database in alphabetical order, without SQLite's own. */
export function tableNames(database: Database.Database): string[] {
  const sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
  return database.prepare(sql).pluck().all() as string[];
}

export function sha256OfFile(path: string): string {
  const [hash, buffer] = [createHash("sha256"), Buffer.alloc(CHUNK_BYTES)];
  const file = openSync(path, "r");
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(file, buffer);
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
