import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type Database from "better-sqlite3";
import { writeSnapshot } from "@/lib/db/sqlite-snapshot";
import { StartError } from "@/lib/start-error";

/** How many copies from before a migration are kept. */
const KEPT = 2;
/** A draft this old was left by a process that was killed. */
const ABANDONED_MS = 3_600_000;

/**
 * Copies the database next to itself before `migration` changes it. A repeated start replaces its own copy, so a start
 * that keeps failing doesn't displace the copy of an earlier upgrade.
 * @throws StartError if there is no room
 */
export function copyBeforeMigration(database: Database.Database, path: string, migration: string): void {
  const copy = `${path}.before-${migration}`;
  try {
    // Another process may have started at the same time, made its copy and migrated in the meantime.
    writeSnapshot(database, copy, (snapshot) => snapshot.migration === null || snapshot.migration < migration);
  } catch (error) {
    throw new StartError(
      `The database could not be copied before its upgrade: ${(error as Error).message}. Make room for another copy of it in ${dirname(path)} (${statSync(path).size} bytes), then start again. Nothing was changed.`,
      { cause: error },
    );
  }
  deleteOlderCopies(path);
}

function deleteOlderCopies(path: string): void {
  const prefix = `${basename(path)}.before-`;
  const found = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(dirname(path), name))
    .map((file) => ({ file, at: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  const isDraft = ({ file }: { file: string }) => file.endsWith(".partial");
  const old = found.filter((draft) => isDraft(draft) && draft.at < Date.now() - ABANDONED_MS);
  for (const { file } of [...old, ...found.filter((copy) => !isDraft(copy)).slice(KEPT)]) rmSync(file, { force: true });
}
