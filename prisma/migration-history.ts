import { createHash } from "node:crypto";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { StartError } from "@/lib/start-error";

export type Migration = { name: string; script: string; checksum: string };

/** The columns of `_prisma_migrations` that decide what to do. */
export type LogRow = {
  id: string;
  name: string;
  checksum: string;
  /** The script was committed: the row is marked as finished, or its one step was counted. */
  isApplied: boolean;
  isFinished: boolean;
};

/** The next step: run a migration, mark one that ran, or find out whether an interrupted one ran. */
export type Step =
  | { kind: "apply"; migration: Migration }
  | { kind: "finish" | "settle"; migration: Migration; row: LogRow };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** This version's migrations, oldest first, with the checksums that Prisma's own tools compute. */
export function migrationsOf(list: MigrationList): Migration[] {
  return list.migrationDirectories.map(({ path, migrationFile: { content } }) => {
    if (content.tag !== "ok") throw new Error(`The migration ${path} cannot be read: ${content.value}`);
    return { name: path, script: content.value, checksum: sha256(content.value) };
  });
}

/**
 * The first migration that the database lacks, or null if it is up to date.
 * @throws StartError if the database wasn't made by these migrations.
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
        `The migration ${name} was applied to this database with different contents than in this version of Purser: the database has the checksum ${checksum}, this version ${known.checksum} (its newest migration is ${newest}). Start the version that was used last.`,
      );
    }
  }
}

/** Prisma ignores line endings when it compares scripts. */
function checksumsOf({ script, checksum }: Migration): string[] {
  const unix = script.replaceAll("\r\n", "\n");
  return [checksum, sha256(unix), sha256(unix.replaceAll("\n", "\r\n"))];
}

/** The definition of every table, column, index and constraint. */
export type Definitions = ReadonlyMap<string, string>;

/**
 * Whether an interrupted migration made its changes, judging by the definitions it affects.
 * @param actual the definitions in the database now
 * @returns null if the definitions don't show it
 */
export function wasApplied(actual: Definitions, before: Definitions, after: Definitions): boolean | null {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  if (changed.length === 0) return null;
  if (changed.every((key) => actual.get(key) === after.get(key))) return true;
  if (changed.every((key) => actual.get(key) === before.get(key))) return false;
  return null;
}

/** The message for the operator, who alone can find out whether an interrupted migration made its changes. */
export function interruptedMessage(name: string): StartError {
  const where = `WHERE migration_name = '${name}'`;
  return new StartError(
    [
      `The migration ${name} was interrupted, and the tables don’t show whether its changes were made. Purser doesn’t run it again, because that could make them twice.`,
      "Restore a backup from before the migration. Or compare the tables with its migration.sql, run one of these and start again:",
      `  all changes were made:  UPDATE "_prisma_migrations" SET finished_at = CURRENT_TIMESTAMP, rolled_back_at = NULL ${where};`,
      `  no changes were made:   DELETE FROM "_prisma_migrations" ${where};`,
    ].join("\n"),
  );
}
