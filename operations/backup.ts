import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { sqlitePath } from "@/lib/db/sqlite-file";
import { type Snapshot, writeSnapshot } from "@/lib/db/sqlite-snapshot";
import { createDurably } from "@/lib/durable-file";
import { env } from "@/lib/env";
import { StartError } from "@/lib/start-error";
import type { Verb } from "@/operations/verb";

/** The description of a backup that lies beside it. */
export const descriptionOf = (file: string) => `${file}.json`;

/** Copies the SQLite database into `file` while Purser runs, and describes the copy beside it. */
export function writeBackup(databaseUrl: string, file: string, now = new Date()): Snapshot {
  if (!databaseUrl.startsWith("file:"))
    throw new StartError("This backs up SQLite. Back up Postgres with pg_dump: see docs/backup.md.");
  const source = sqlitePath(databaseUrl);
  for (const path of [file, descriptionOf(file)])
    if (existsSync(path)) throw new StartError(`${path} already exists. Name a new file.`);
  if (!existsSync(source)) throw new StartError(`There is no database in ${source}. Check DATABASE_URL and DATA_DIR.`);
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(source, { fileMustExist: true });
  try {
    const snapshot = writeSnapshot(database, file);
    createDurably(descriptionOf(file), `${JSON.stringify({ createdAt: now.toISOString(), ...snapshot }, null, 2)}\n`);
    return snapshot;
  } finally {
    database.close();
  }
}

export const backup: Verb = {
  usage: "backup FILE",
  summary: "copies the SQLite database to a new FILE; Purser can keep running",
  operands: 1,
  async run([name = ""]) {
    const file = resolve(name);
    const { bytes, sha256, rows } = writeBackup(env().DATABASE_URL, file);
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    console.log(`${file}: ${bytes} bytes, ${total} rows, SHA-256 ${sha256}`);
    console.log(
      "It doesn’t contain AUTH_SECRET. Keep that, or the file auth-secret in DATA_DIR, in another safe place.",
    );
    return 0;
  },
};
