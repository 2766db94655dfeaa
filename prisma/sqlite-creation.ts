import { existsSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { damageIn, readBothEnds } from "@/lib/db/sqlite-file";
import { createDurably } from "@/lib/durable-file";
import { StartError } from "@/lib/start-error";
import type { Migration } from "@/prisma/migration-history";
import { bringUpToDate } from "@/prisma/migration-target";
import { hasMigrationLog, sqliteTarget } from "@/prisma/sqlite-migrations";

/** Up to this size a file is read whole when Purser starts, which takes well under a second. */
const WHOLE_CHECK_BYTES = 64 * 1024 * 1024;

/** For another process that starts on the same file just now. */
const WAIT_MS = 5_000;

/** The file that tells a database that was lost from one that is yet to be created. */
const markerOf = (path: string) => `${path}.created`;

const RESTORE = "Stop Purser and restore the file from a backup, without any -wal or -shm file beside it.";

/**
 * Creates the database with all its tables, or leaves alone what is there. The file appears at once and whole: one
 * without tables is never a first start that was interrupted.
 * @returns the names of the migrations in the new file; none when there was a file.
 * @throws StartError when there was a database here that is gone.
 */
export async function createDatabaseFile(path: string, migrations: readonly Migration[]): Promise<string[]> {
  if (existsSync(path)) return [];
  refuseLostDatabase(path);
  const draft = new Database(":memory:");
  try {
    const applied = await bringUpToDate(sqliteTarget(draft), migrations);
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

/** Leaves a mark beside the database that is only removed on purpose. */
export function markCreated(path: string): void {
  createDurably(
    markerOf(path),
    `Purser keeps a database in ${path}.\nWhile this note is here, Purser does not start when that file is missing, so that a lost database is noticed.\nDelete both to start with an empty database.\n`,
  );
}

/**
 * @throws StartError when the file at `path` is empty, damaged or not one of Purser's. It is not changed: in particular
 * it is not opened when it is empty, because SQLite would then delete the write-ahead log beside it.
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
  throw new StartError(`The database file ${path} holds no tables of Purser’s. ${RESTORE} ${startAfresh}`);
}

/** Whether there is a log of migrations. @throws SqliteError when a small file is damaged anywhere. */
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
