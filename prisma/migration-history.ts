import { createHash } from "node:crypto";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { StartError } from "@/lib/start-error";

export type Migration = { name: string; script: string; checksum: string };

/** A row of `_prisma_migrations`, as far as it decides what is to be done. */
export type LogRow = {
  id: string;
  name: string;
  checksum: string;
  /** Its script was committed: it is marked as finished, or its one step was counted. */
  isApplied: boolean;
  isFinished: boolean;
};

/** What to do next: run a migration, mark one that was run, or find out first whether an interrupted one was. */
export type Step =
  | { kind: "apply"; migration: Migration }
  | { kind: "finish" | "settle"; migration: Migration; row: LogRow };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The migrations of this version, oldest first, with the checksums that Prisma's own tools give them. */
export function migrationsOf(list: MigrationList): Migration[] {
  return list.migrationDirectories.map(({ path, migrationFile: { content } }) => {
    if (content.tag !== "ok") throw new Error(`The migration ${path} cannot be read: ${content.value}`);
    return { name: path, script: content.value, checksum: sha256(content.value) };
  });
}

/**
 * The first migration that the database lacks, or null when it is up to date.
 * @throws StartError when the database is not one that these migrations made.
 */
export function nextStep(migrations: readonly Migration[], rows: readonly LogRow[]): Step | null {
  refuseForeignHistory(migrations, rows);
  for (const migration of migrations) {
    const attempts = rows.filter(({ name }) => name === migration.name);
    if (attempts.some(({ isFinished }) => isFinished)) continue;
    const applied = attempts.find(({ isApplied }) => isApplied);
    if (applied) return { kind: "finish", migration, row: applied };
    const row = attempts.at(-1);
    return row ? { kind: "settle", migration, row } : { kind: "apply", migration };
  }
  return null;
}

function refuseForeignHistory(migrations: readonly Migration[], rows: readonly LogRow[]): void {
  const newest = migrations.at(-1)?.name ?? "none";
  for (const { name, checksum, isApplied } of rows) {
    const known = migrations.find((migration) => migration.name === name);
    if (!known) {
      throw new StartError(
        `The database is newer than this version of Purser: it has the migration ${name}, and the newest that this version knows is ${newest}. Start the version that was used last, or a newer one.`,
      );
    }
    if (isApplied && !checksumsOf(known).includes(checksum)) {
      throw new StartError(
        `The migration ${name} was applied to this database with other contents than this version of Purser has: the database has the checksum ${checksum}, this version ${known.checksum} (its newest migration is ${newest}). Start the version that was used last.`,
      );
    }
  }
}

/** Prisma takes a script for the same when only its line ends differ. */
function checksumsOf({ script, checksum }: Migration): string[] {
  const unix = script.replaceAll("\r\n", "\n");
  return [checksum, sha256(unix), sha256(unix.replaceAll("\n", "\r\n"))];
}

/** What a database holds: each table, column, index and constraint, with how it is defined. */
export type Definitions = ReadonlyMap<string, string>;

/**
 * Whether a migration did its work, told by what it changes.
 * @param actual what the database holds now
 * @returns null when the definitions do not tell
 */
export function wasApplied(actual: Definitions, before: Definitions, after: Definitions): boolean | null {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  if (changed.length === 0) return null;
  if (changed.every((key) => actual.get(key) === after.get(key))) return true;
  if (changed.every((key) => actual.get(key) === before.get(key))) return false;
  return null;
}

/** What to tell when nobody but the operator can know whether an interrupted migration did its work. */
export function unsettled(name: string): StartError {
  const where = `WHERE migration_name = '${name}'`;
  return new StartError(
    [
      `The migration ${name} was interrupted, and the tables do not tell whether its changes were made. It is not run again: that could make them twice.`,
      "Restore a backup from before it. Or compare the tables with its migration.sql, then run one of these and start again:",
      `  all changes are there:  UPDATE "_prisma_migrations" SET finished_at = CURRENT_TIMESTAMP, rolled_back_at = NULL ${where};`,
      `  none of them is there:  DELETE FROM "_prisma_migrations" ${where};`,
    ].join("\n"),
  );
}
