import { existsSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { damageIn, readBothEnds } from "@/lib/db/sqlite-file";
import { createDurably } from "@/lib/durable-file";
import { StartError } from "@/lib/start-error";
import type { Migration } from "@/prisma/migration-history";
import { applyMissing } from "@/prisma/migration-target";
import { hasMigrationLog, sqliteTarget } from "@/prisma/sqlite-migrations";

/** Files up to this size are checked in full at the start, which takes well under a second. */
const WHOLE_CHECK_BYTES = 64 * 1024 * 1024;

/** Waits for another process that is starting on the same file. */
const WAIT_MS = 5_000;

/** The marker file distinguishes a lost database from one that was never created. */
const markerOf = (path: string) => `${path}.created`;

const RESTORE = "Stop Purser and restore the file from a backup, without any -wal or -shm file next to it.";

/**
 * Creates the database with all its tables, unless the file exists. The file appears in one step and complete, so one
 * without tables is never an interrupted first start.
 * @returns the names of the migrations in the new file; none if the file existed.
 * @throws StartError if there was a database here that is gone.
 */
export async function createDatabaseFile(path: string, migrations: readonly Migration[]): Promise<string[]> {
  if (existsSync(path)) return [];
  refuseLostDatabase(path);
  const draft = new Database(":memory:");
  try {
    const applied = await applyMissing(sqliteTarget(draft), migrations);
    return createDurably(path, draft.serialize()) ? applied : [];
  } finally {
    draft.close();
  }
}

function refuseLostDatabase(path: string): void {
  const [marker, wal] = [markerOf(path), `${path}-wal`];
  const startAfresh = (file: string) => `To start with an empty database on purpose, delete ${file}.`;
  if (existsSync(marker)) {
    throw new StartError(
      `The database file ${path} is missing, but Purser created one here before. ${RESTORE} ${startAfresh(marker)}`,
    );
  }
  if (existsSync(wal) && statSync(wal).size > 0) {
    throw new StartError(
      `The database file ${path} is missing, but changes to it are left in ${wal}. ${RESTORE} ${startAfresh(wal)}`,
    );
  }
}

/** Leaves a marker next to the database that is only removed on purpose. */
export function markCreated(path: string): void {
  createDurably(
    markerOf(path),
    `Purser keeps a database in ${path}.\nWhile this note exists, Purser does not start without that file, so that a lost database is noticed.\nDelete both to start with an empty database.\n`,
  );
}

/**
 * @throws StartError if the file at `path` is empty, damaged or not Purser's. The file isn't changed. In particular, an
 * empty file isn't opened, because SQLite would then delete the write-ahead log next to it.
 */
export function refuseUnusableFile(path: string): void {
  const startAfresh = `To start with an empty database on purpose, delete ${path} and, if they exist, ${markerOf(path)}, ${path}-wal and ${path}-shm.`;
  const { size } = statSync(path);
  if (size === 0) throw new StartError(`The database file ${path} is empty. ${RESTORE} ${startAfresh}`);
  try {
    readBothEnds(path, WAIT_MS);
    if (readWithLog(path, size)) return;
  } catch (error) {
    const damage = damageIn(error);
    if (!damage) throw error;
    throw new StartError(`The database file ${path} is damaged: ${damage}. ${RESTORE} ${startAfresh}`, {
      cause: error,
    });
  }
  throw new StartError(`The database file ${path} doesn’t contain Purser’s tables. ${RESTORE} ${startAfresh}`);
}

/** Whether the file has Prisma's table of migrations. @throws SqliteError if a small file is damaged anywhere. */
function readWithLog(path: string, size: number): boolean {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const answer: unknown = size > WHOLE_CHECK_BYTES ? "ok" : database.pragma("quick_check(1)", { simple: true });
    if (answer !== "ok") throw new Database.SqliteError(String(answer), "SQLITE_CORRUPT");
    return hasMigrationLog(database);
  } finally {
    database.close();
  }
}
