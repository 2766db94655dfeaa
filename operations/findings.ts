import Database from "better-sqlite3";
import { sqlitePath } from "@/lib/db/sqlite-file";
import { env } from "@/lib/env";
import { openPrivateKey } from "@/lib/registry/keys";
import type { Orphans, Sequence } from "@/operations/facts";
import { postgresOrphans, postgresSequences } from "@/operations/postgres-facts";
import { sqliteOrphans, sqliteSequences } from "@/operations/sqlite-facts";
import { type LogRow, migrationsOf, nextStep } from "@/prisma/migration-history";
import { connectForMigrations, postgresTarget } from "@/prisma/postgres-migrations";
import { migrationList } from "@/prisma/schema-engine";
import { sqliteTarget } from "@/prisma/sqlite-migrations";

/** One thing that was checked. `fault` says what is wrong with it, `note` what was found. */
export type Finding = { subject: string; fault: string | null; note: string };
type SealedKey = { kid: string; sealed: string };

type Facts = {
  log: LogRow[];
  fileFault: string | null;
  orphans: Orphans[];
  sequences: Sequence[];
  keys: SealedKey[];
};

const KEYS = `SELECT "kid", "privateKeyEncrypted" AS "sealed" FROM "SigningKey" WHERE "slot" IS NOT NULL ORDER BY "id"`;

/** What `purser check` reports: whether the database is whole, and fits this version and AUTH_SECRET. */
export async function checkDatabase(databaseUrl: string): Promise<Finding[]> {
  const isSqlite = databaseUrl.startsWith("file:");
  const facts = isSqlite ? await readSqlite(sqlitePath(databaseUrl)) : await readPostgres(databaseUrl);
  return [
    migrationFinding(facts.log, isSqlite ? "sqlite" : "postgresql"),
    ...(isSqlite ? [{ subject: "file", fault: facts.fileFault, note: "intact" }] : []),
    orphanFinding(facts.orphans),
    sequenceFinding(facts.sequences),
    await keyFinding(facts.keys),
  ];
}

async function readSqlite(path: string): Promise<Facts> {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const answer: unknown = database.pragma("integrity_check(1)", { simple: true });
    return {
      log: await sqliteTarget(database).rows(),
      fileFault: answer === "ok" ? null : String(answer),
      orphans: sqliteOrphans(database),
      sequences: sqliteSequences(database),
      keys: database.prepare<[], SealedKey>(KEYS).all(),
    };
  } finally {
    database.close();
  }
}

async function readPostgres(databaseUrl: string): Promise<Facts> {
  const client = await connectForMigrations(databaseUrl);
  try {
    return {
      log: await postgresTarget(client).rows(),
      fileFault: null,
      orphans: await postgresOrphans(client),
      sequences: await postgresSequences(client),
      keys: (await client.query<SealedKey>(KEYS)).rows,
    };
  } finally {
    await client.end();
  }
}

function migrationFinding(log: readonly LogRow[], provider: "sqlite" | "postgresql"): Finding {
  const subject = "migrations";
  const migrations = migrationsOf(migrationList(provider));
  try {
    const step = nextStep(migrations, log);
    const newest = migrations.at(-1)?.name ?? "none";
    if (!step) return { subject, fault: null, note: `all ${migrations.length} applied, the newest is ${newest}` };
    return { subject, fault: null, note: `the next start applies those from ${step.migration.name} on` };
  } catch (error) {
    return { subject, fault: (error as Error).message, note: "" };
  }
}

function orphanFinding(orphans: readonly Orphans[]): Finding {
  const found = orphans.filter(({ count }) => count > 0);
  const words = found.map(({ table, parent, count }) => `${count} of ${table} refer to a missing ${parent}`);
  const fault = found.length > 0 ? `${words.join(", ")}. Restore the backup again, whole and in one piece` : null;
  return { subject: "references", fault, note: "every row that another refers to exists" };
}

function sequenceFinding(sequences: readonly Sequence[]): Finding {
  const behind = sequences.filter(({ last, highest }) => last < highest);
  const words = behind.map(({ table, last, highest }) => `${table} would continue at ${last + 1}, but has ${highest}`);
  const fault = behind.length > 0 ? `${words.join(", ")}. Restore the sequences as well` : null;
  return { subject: "ids", fault, note: "new rows get ids that were never used" };
}

async function keyFinding(keys: readonly SealedKey[]): Promise<Finding> {
  const subject = "signing keys";
  try {
    for (const { kid, sealed } of keys) await openPrivateKey(sealed, kid, env().AUTH_SECRET);
    return { subject, fault: null, note: `AUTH_SECRET decrypts ${keys.length === 1 ? "it" : `all ${keys.length}`}` };
  } catch (error) {
    return { subject, fault: `${(error as Error).message}. Use the AUTH_SECRET of the backup`, note: "" };
  }
}
