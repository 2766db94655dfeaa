import { randomUUID } from "node:crypto";
import Database from "better-sqlite3";
import { sqlitePath } from "@/lib/db/sqlite-file";
import { migrate } from "@/prisma/migrate";
import type { Definitions } from "@/prisma/migration-history";
import { connectForMigrations, postgresTarget } from "@/prisma/postgres-migrations";
import { migrationList } from "@/prisma/schema-engine";
import { sqliteTarget } from "@/prisma/sqlite-migrations";
import { createDatabase } from "./postgres";

type Row = Record<string, unknown>;

const here = () => process.env.DATABASE_URL ?? "";
const isSqlite = () => here().startsWith("file:");

export const migrations = migrationList(isSqlite() ? "sqlite" : "postgresql");
export const names = migrations.migrationDirectories.map(({ path }) => path);

/** The first `count` migrations, as in an earlier version. */
export function upTo(count: number): typeof migrations {
  return { ...migrations, migrationDirectories: migrations.migrationDirectories.slice(0, count) };
}

export function scriptOf(index: number): string {
  const content = migrations.migrationDirectories[index]?.migrationFile.content;
  return content?.tag === "ok" ? content.value : "";
}

/** `list` with the last script replaced or, if `name` is given, one more added. */
export function withScript(list: typeof migrations, script: string, name?: string): typeof migrations {
  const path = name ?? list.migrationDirectories.at(-1)?.path ?? "";
  const others = name ? list.migrationDirectories : list.migrationDirectories.slice(0, -1);
  const migrationFile = { path: "migration.sql", content: { tag: "ok" as const, value: script } };
  return { ...list, migrationDirectories: [...others, { path, migrationFile }] };
}

/** The address of another database that doesn't exist yet (SQLite) or has no tables (Postgres). */
export async function newDatabase(): Promise<string> {
  const name = `migrated_${randomUUID().replaceAll("-", "")}`;
  if (isSqlite()) return here().replace("test.db", `${name}.db`);
  await createDatabase(here(), name);
  return Object.assign(new URL(here()), { pathname: name }).href;
}

/** Creates a database with the first `count` migrations, a person, a project, a robot and its grant. */
export async function databaseAt(count: number): Promise<string> {
  const url = await newDatabase();
  await migrate(url, upTo(count));
  await run(
    url,
    `INSERT INTO "User" ("username", "name") VALUES ('ada', 'Ada');
     INSERT INTO "Project" ("name", "searchName") VALUES ('app', 'app');
     INSERT INTO "Robot" ("loginName", "searchName", "name", "prefix", "level", "expiresAt", "secretHash", "creatorId",
       "creatorName", "updatedByName", "projectId")
       VALUES ('robot_app+ci', 'ci', 'ci', 'robot_', 'project', 9007199254740991, 'hash', 1, 'ada', 'ada', 1);
     INSERT INTO "RobotGrant" ("robotId", "kind", "projectId", "access") VALUES (1, 'project', 1, 'repository:pull');`,
  );
  return url;
}

/** Whether what `databaseAt` stored still exists. */
export async function hasStoredRows(url: string): Promise<boolean> {
  const found = await run(
    url,
    `SELECT r."name" AS robot, p."name" AS project, u."username" AS person FROM "Robot" r
     JOIN "RobotGrant" g ON g."robotId" = r."id" JOIN "Project" p ON p."id" = g."projectId" JOIN "User" u ON u."id" = 1`,
  );
  return JSON.stringify(found) === '[{"robot":"ci","project":"app","person":"ada"}]';
}

/** Runs SQL without Purser's own code. @returns the rows of a single statement */
export async function run(url: string, sql: string): Promise<Row[]> {
  return isSqlite() ? runOnSqlite(sqlitePath(url), sql) : runOnPostgres(url, sql);
}

function runOnSqlite(path: string, sql: string): Row[] {
  const database = new Database(path, { fileMustExist: true });
  try {
    if (/^\s*SELECT/.test(sql)) return database.prepare<[], Row>(sql).all();
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

async function runOnPostgres(url: string, sql: string): Promise<Row[]> {
  const client = await connectForMigrations(url);
  try {
    return (await client.query<Row>(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}

/** The rows of `_prisma_migrations`, in the order they started. */
export async function logOf(url: string): Promise<{ name: string; finished: boolean }[]> {
  const rows = await run(
    url,
    `SELECT migration_name AS name, finished_at IS NOT NULL AND rolled_back_at IS NULL AS finished
     FROM "_prisma_migrations" ORDER BY migration_name`,
  );
  return rows.map(({ name, finished }) => ({ name: String(name), finished: Boolean(finished) }));
}

/** The expected rows if every migration was applied once. */
export const completeLog = names.map((name) => ({ name, finished: true }));

export async function definitionsOf(url: string): Promise<Definitions> {
  if (isSqlite()) {
    const database = new Database(sqlitePath(url), { fileMustExist: true });
    try {
      return await sqliteTarget(database).definitions();
    } finally {
      database.close();
    }
  }
  const client = await connectForMigrations(url);
  try {
    return await postgresTarget(client).definitions();
  } finally {
    await client.end();
  }
}
