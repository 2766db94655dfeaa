import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isDriverAdapterError } from "@prisma/driver-adapter-utils";
import Database from "better-sqlite3";
import { log } from "@/lib/log";
import { perProcess } from "@/lib/per-process";

/**
 * While SQLite has a database open, nothing else in the process may open that file, not even to read it: closing any
 * descriptor of a file drops every POSIX lock the process holds on it. Other programs then take the database for unused
 * and delete its write-ahead log, with all that is committed later. So the file is only looked at by `stat`, and
 * read through SQLite itself, which keeps a descriptor open for as long as another of its connections needs the locks.
 */

/** SQLite's primary codes SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGE = new Set([11, 26]);

/** What this process has open at a path: the files themselves, whatever is put there under their names later. */
type OpenFile = { database: string | null; wal: string | null; damage: string | null; reported: string | null };

const openFiles = () => perProcess("db.sqlite-files", () => new Map<string, OpenFile>());

/** The absolute path of a `file:` address; query parameters are dropped. */
export function sqlitePath(databaseUrl: string): string {
  return resolve(databaseUrl.replace(/^file:(\/\/)?/, "").replace(/\?.*$/, ""));
}

function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : null;
}

/** Remembers which files a connection at `path` uses. It must have read in WAL mode: from then on it keeps them in place. */
export function rememberOpenFile(path: string): void {
  const known = openFiles().get(path);
  const [database, wal] = [identityOf(path), identityOf(`${path}-wal`)];
  if (known && known.database === database && known.wal === wal) return;
  openFiles().set(path, { database, wal, damage: null, reported: null });
}

/** What is wrong with the database file at `path`, as the end of a sentence; null when it is as this process left it. */
export function fileFault(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found) return "is missing";
  if (found.size === 0n) return "is empty";
  const known = openFiles().get(path);
  if (!known) return null;
  if (known.damage) return `is damaged: ${known.damage}`;
  if (known.database !== `${found.dev}:${found.ino}`) return "was replaced while Purser was using it";
  if (known.wal !== identityOf(`${path}-wal`)) return "lost its write-ahead log (-wal) while Purser was using it";
  return null;
}

/** Logs a fault of the file once, and once that it is over. */
export function reportFileFault(path: string, fault: string | null): void {
  const known = openFiles().get(path);
  if (!known || known.reported === fault) return;
  known.reported = fault;
  if (fault) log.error({ file: path }, `the database file ${fault}`);
  else log.info({ file: path }, "the database file is readable again");
}

/** Remembers that SQLite found the file damaged: it stays so until Purser is started again on a sound one. */
export function noticeDamage(path: string, error: unknown): void {
  const message = damageIn(error);
  const known = openFiles().get(path);
  if (!message || !known || known.damage) return;
  known.damage = message;
  reportFileFault(path, fileFault(path));
}

/** SQLite's words when an error says that the file is damaged, else null. */
export function damageIn(error: unknown): string | null {
  if (error instanceof Database.SqliteError) {
    return /^SQLITE_(CORRUPT|NOTADB)/.test(error.code) ? error.message : null;
  }
  if (!isDriverAdapterError(error) || error.cause.kind !== "sqlite") return null;
  return DAMAGE.has(error.cause.extendedCode & 0xff) ? error.cause.message : null;
}

/**
 * Reads the first and the last row of every table on a connection of its own, past what other connections keep in memory.
 * @param waitMs how long to wait for another program that has the file locked
 * @throws SqliteError where the file cannot be read or is damaged.
 */
export function readBothEnds(path: string, waitMs: number): void {
  // SQLite deletes the write-ahead log of an empty file when it opens that: it may be all that is left to restore from.
  if (statSync(path).size === 0) throw new Database.SqliteError("the file is empty", "SQLITE_CORRUPT");
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: waitMs });
  try {
    const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
    for (const name of names) {
      const table = `"${name.replaceAll('"', '""')}"`;
      database.prepare(`SELECT (SELECT min(rowid) FROM ${table}), (SELECT max(rowid) FROM ${table})`).get();
    }
  } finally {
    database.close();
  }
}

/** Whether the database file can be trusted: it is the one this process opened, and sound as far as a quick look tells. */
export function isFileSound(databaseUrl: string): boolean {
  const path = sqlitePath(databaseUrl);
  let fault = fileFault(path);
  try {
    // Waiting stops the process, so not for long.
    if (!fault) readBothEnds(path, 100);
  } catch (error) {
    noticeDamage(path, error);
    fault = damageIn(error) ? `is damaged: ${damageIn(error)}` : `cannot be read: ${(error as Error).message}`;
  }
  reportFileFault(path, fault);
  return fault === null;
}
