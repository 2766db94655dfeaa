import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isDriverAdapterError } from "@prisma/driver-adapter-utils";
import Database from "better-sqlite3";
import { log } from "@/lib/log";
import { perProcess } from "@/lib/per-process";

/**
 * While SQLite has a database open, nothing else in the process may open that file, not even to read it: closing any
 * descriptor of a file drops every POSIX lock the process holds on it. Other programs then consider the database unused
 * and delete its write-ahead log, along with later commits. So the file is only inspected by `stat` and read through
 * SQLite, which keeps a descriptor open while any of its connections needs the locks.
 */

/** SQLite's primary codes SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGE = new Set([11, 26]);

/** Identities of the files that this process has open, which may since have been replaced under the same names. */
type OpenFile = { database: string | null; wal: string | null; damage: string | null; reported: string | null };

const openFiles = perProcess("db.sqlite-files", () => new Map<string, OpenFile>());

/** The absolute path of a `file:` URL, without query parameters. */
export function sqlitePath(databaseUrl: string): string {
  return resolve(databaseUrl.replace(/^file:(\/\/)?/, "").replace(/\?.*$/, ""));
}

function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : null;
}

/** Records the files of a connection at `path`. It must have read in WAL mode: from then on it keeps the log in place. */
export function rememberOpenFile(path: string): void {
  const known = openFiles.get(path);
  const [database, wal] = [identityOf(path), identityOf(`${path}-wal`)];
  if (known && known.database === database && known.wal === wal) return;
  openFiles.set(path, { database, wal, damage: null, reported: null });
}

/** What is wrong with the database file, as the end of a sentence; null if nothing is. */
export function fileFault(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found) return "is missing";
  if (found.size === 0n) return "is empty";
  const known = openFiles.get(path);
  if (!known) return null;
  if (known.damage) return `is damaged: ${known.damage}`;
  if (known.database !== `${found.dev}:${found.ino}`) return "was replaced while Purser was using it";
  if (known.wal !== identityOf(`${path}-wal`)) return "lost its write-ahead log (-wal) while Purser was using it";
  return null;
}

/** Logs a fault once, and its end once. */
export function reportFileFault(path: string, fault: string | null): void {
  const known = openFiles.get(path);
  if (!known || known.reported === fault) return;
  known.reported = fault;
  if (fault) log.error({ file: path }, `the database file ${fault}`);
  else log.info({ file: path }, "the database file is readable again");
}

/** Records that SQLite found the file damaged. Only a restart clears this. */
export function noticeDamage(path: string, error: unknown): void {
  const message = damageIn(error);
  const known = openFiles.get(path);
  if (!message || !known || known.damage) return;
  known.damage = message;
  reportFileFault(path, fileFault(path));
}

/** SQLite's message if the error means that the file is damaged, else null. */
export function damageIn(error: unknown): string | null {
  if (error instanceof Database.SqliteError) {
    return /^SQLITE_(CORRUPT|NOTADB)/.test(error.code) ? error.message : null;
  }
  if (!isDriverAdapterError(error) || error.cause.kind !== "sqlite") return null;
  return DAMAGE.has(error.cause.extendedCode & 0xff) ? error.cause.message : null;
}

/**
 * Reads the first and last row of every table on a connection of its own, which bypasses the other connections' caches.
 * @param waitMs how long to wait for another program's lock
 * @throws SqliteError when the file is damaged or cannot be read
 */
export function readBothEnds(path: string, waitMs: number): void {
  // Opening an empty file makes SQLite delete its write-ahead log, which may be all that is left to restore from.
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

/** A quick check: the file is the one this process opened, and both ends of every table are readable. */
export function isFileSound(databaseUrl: string): boolean {
  const path = sqlitePath(databaseUrl);
  let fault = fileFault(path);
  try {
    // The wait blocks the process, so keep it short.
    if (!fault) readBothEnds(path, 100);
  } catch (error) {
    noticeDamage(path, error);
    fault = damageIn(error) ? `is damaged: ${damageIn(error)}` : `cannot be read: ${(error as Error).message}`;
  }
  reportFileFault(path, fault);
  return fault === null;
}
