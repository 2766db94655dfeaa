import Database from "better-sqlite3";
import { damageIn } from "@/lib/db/sqlite-file";
import { StartError } from "@/lib/start-error";

/**
 * Opens a SQLite file for this process alone, with everything from its write-ahead log in it. Every connection of a running
 * instance holds a lock that keeps the file from leaving WAL mode.
 * @returns the open database; closing it lets others in again
 * @throws StartError if another process has it open
 */
export function holdFile(path: string): Database.Database {
  const database = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    database.pragma("journal_mode = DELETE");
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if (!/^SQLITE_BUSY/.test((error as { code?: string }).code ?? "")) throw error;
    throw new StartError(`Purser or another program is using ${path}. Stop it first.`);
  }
}

/** Like {@link holdFile}, for a file that may be damaged. @returns null if SQLite can't read it */
export function holdReadableFile(path: string): Database.Database | null {
  try {
    return holdFile(path);
  } catch (error) {
    if (damageIn(error)) return null;
    throw error;
  }
}
