import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { sqlitePath } from "@/lib/db/sqlite-file";
import { inspectSnapshot, type Snapshot, sha256OfFile } from "@/lib/db/sqlite-snapshot";
import { renameDurably } from "@/lib/durable-file";
import { env } from "@/lib/env";
import { StartError } from "@/lib/start-error";
import { descriptionOf } from "@/operations/backup";
import { printFindings } from "@/operations/check";
import { checkDatabase } from "@/operations/findings";
import { holdReadableFile } from "@/operations/held-file";
import type { Verb } from "@/operations/verb";
import { migrationsOf, nextStep } from "@/prisma/migration-history";
import { migrationList } from "@/prisma/schema-engine";
import { markCreated } from "@/prisma/sqlite-creation";
import { sqliteTarget } from "@/prisma/sqlite-migrations";

type Restored = { snapshot: Snapshot; aside: string | null };

/**
 * Puts a backup in the place of the SQLite database. What was there is kept under another name.
 * @param isStopped the operator says that no instance runs, for a damaged file on which that can't be found out
 */
export async function restoreBackup(
  databaseUrl: string,
  file: string,
  isStopped = false,
  now = new Date(),
): Promise<Restored> {
  if (!databaseUrl.startsWith("file:"))
    throw new StartError("This restores SQLite. Restore Postgres with pg_restore: see docs/backup.md.");
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`);
  refuseChangedFile(file);
  const path = sqlitePath(databaseUrl);
  const draft = `${path}.restoring`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    copyFileSync(file, draft);
    chmodSync(draft, 0o600);
    const snapshot = await readBackup(file, draft);
    return { snapshot, aside: replace(path, draft, isStopped, now) };
  } finally {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${draft}${end}`, { force: true });
  }
}

/** @throws StartError if the file isn't the one that its description was written for */
function refuseChangedFile(file: string): void {
  const description = descriptionOf(file);
  if (!existsSync(description)) return;
  const { sha256 } = JSON.parse(readFileSync(description, "utf8")) as Partial<Snapshot>;
  if (sha256 !== sha256OfFile(file))
    throw new StartError(`${file} isn’t what was backed up: its SHA-256 differs from the one in ${description}.`);
}

/** @throws StartError if it isn't a database that this version can start on */
async function readBackup(file: string, copied: string): Promise<Snapshot> {
  let snapshot: Snapshot;
  try {
    snapshot = inspectSnapshot(copied);
  } catch (error) {
    throw new StartError(`${file} can’t be read: ${(error as Error).message}. Nothing was changed.`);
  }
  if (snapshot.migration === null) throw new StartError(`${file} isn’t a backup of Purser. Nothing was changed.`);
  const database = new Database(copied, { readonly: true });
  try {
    nextStep(migrationsOf(migrationList("sqlite")), await sqliteTarget(database).rows());
  } finally {
    database.close();
  }
  return snapshot;
}

function replace(path: string, draft: string, isStopped: boolean, now: Date): string | null {
  const isThere = existsSync(path) && statSync(path).size > 0;
  const held = isThere ? holdReadableFile(path) : null;
  if (isThere && !held && !isStopped)
    throw new StartError(
      `${path} is damaged, so it’s unclear whether a running Purser uses it. Stop Purser, then add --stopped.`,
    );
  try {
    // Run as root, this must not leave a file that the server's user can't write.
    const owner = statSync(existsSync(path) ? path : dirname(path));
    if (process.getuid?.() === 0) chownSync(draft, owner.uid, owner.gid);
    const aside = setAside(path, now);
    renameDurably(draft, path);
    markCreated(path);
    return aside;
  } finally {
    held?.close();
  }
}

/** Moves the database and what belongs to it. @returns its new name, or null if there was none */
function setAside(path: string, now: Date): string | null {
  const aside = `${path}.replaced-${now.toISOString().replace(/[:.]/g, "-")}`;
  for (const end of ["-shm", "-wal", ""]) if (existsSync(path + end)) renameSync(path + end, aside + end);
  return existsSync(aside) ? aside : null;
}

export const restore: Verb = {
  usage: "restore FILE [--stopped]",
  summary: "replaces the SQLite database with a backup; stop Purser first",
  operands: 1,
  options: { stopped: { type: "boolean" } },
  async run([name = ""], { stopped }) {
    const { DATABASE_URL } = env();
    const { snapshot, aside } = await restoreBackup(DATABASE_URL, resolve(name), stopped === true);
    console.log(`Restored ${snapshot.bytes} bytes, newest migration ${snapshot.migration}.`);
    if (aside) console.log(`The database that was there is now ${aside}. Delete it when you no longer need it.`);
    return printFindings(await checkDatabase(DATABASE_URL));
  },
};
