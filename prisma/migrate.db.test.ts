import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { afterAll, expect, test } from "vitest";
import { connectDb, type Db, getDb } from "@/lib/db/client";
import { personSearchName } from "@/lib/people/search-name";
import { searchText } from "@/lib/text";
import { migrate } from "@/prisma/migrate";
import { migrationList } from "@/prisma/schema-engine";
import { createDatabase } from "@/testing/postgres";

const here = process.env.DATABASE_URL ?? "";
const migrations = migrationList(here.startsWith("file:") ? "sqlite" : "postgresql");
const all = migrations.migrationDirectories.map(({ path }) => path);
const open: Db[] = [];
let serial = 0;

afterAll(() => Promise.all(open.map((db) => db.$disconnect())));

/** An empty database next to this file's own. */
async function emptyDatabase(): Promise<{ url: string; db: Db }> {
  const name = `empty_${++serial}_${randomUUID().replaceAll("-", "")}`;
  const url = here.startsWith("file:") ? here.replace("test.db", name) : await emptyPostgres(name);
  const db = connectDb(url);
  open.push(db);
  return { url, db };
}

async function emptyPostgres(name: string): Promise<string> {
  await createDatabase(here, name);
  return Object.assign(new URL(here), { pathname: name }).href;
}

test("four processes migrating one empty database at the same time apply each migration once", async () => {
  const { url, db } = await emptyDatabase();
  const run = () =>
    promisify(execFile)(process.execPath, [join("scripts", "run.mjs"), join("prisma", "migrate.ts")], {
      env: { ...process.env, DATABASE_URL: url },
    });
  const outputs = (await Promise.all([run(), run(), run(), run()])).map(({ stdout }) => stdout.trim());
  const applied = outputs.flatMap((output) => /^Applied (.+)$/.exec(output)?.[1]?.split(", ") ?? []);
  expect(applied.sort()).toEqual(all);
  const rows = await db.$queryRaw`SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`;
  expect(rows).toEqual(all.map((migration_name) => ({ migration_name })));
}, 120_000);

/** This provider's migrations plus one. */
function withNext(sql: string): MigrationList {
  const next = {
    path: "29990101000000_next",
    migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
  };
  return { ...migrations, migrationDirectories: [...migrations.migrationDirectories, next] };
}

test("a migration that fails leaves nothing behind, and its corrected version runs without manual steps", async () => {
  const { url, db } = await emptyDatabase();
  await migrate(url);
  const broken = withNext('CREATE TABLE "Half" (id INTEGER);\nINSERT INTO "Nowhere" VALUES (1);');
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(migrate(url, broken)).rejects.toThrow("Nowhere");
    await expect(db.$queryRaw`SELECT * FROM "Half"`).rejects.toThrow("Half");
  }
  const corrected = withNext(
    `CREATE TABLE "Half" (id INTEGER, text TEXT DEFAULT 'a;b');\nINSERT INTO "Half" (id) VALUES (1);`,
  );
  expect(await migrate(url, corrected)).toEqual(["29990101000000_next"]);
  expect(await db.$queryRaw`SELECT id FROM "Half"`).toEqual([{ id: 1 }]);
});

test("people created before search existed can be found by username and name", async () => {
  const { url, db } = await emptyDatabase();
  const since = migrations.migrationDirectories.findIndex(({ path }) => path.endsWith("_people_search"));
  await migrate(url, { ...migrations, migrationDirectories: migrations.migrationDirectories.slice(0, since) });
  await db.$executeRaw`INSERT INTO "User" (username, name) VALUES ('snake_case', '50% Ada\\Lindqvist')`;
  await migrate(url);
  const [person] = await db.user.findMany({ select: { searchName: true } });
  expect(person?.searchName).toBe(personSearchName("snake_case", "50% Ada\\Lindqvist"));
});

test("existing robots get their lifetime in days, rounded up, and a searchable description", async () => {
  const { url, db } = await emptyDatabase();
  const before = migrations.migrationDirectories.findIndex(({ path }) => path.endsWith("_robot_durations"));
  await migrate(url, { ...migrations, migrationDirectories: migrations.migrationDirectories.slice(0, before) });
  const lives = { whole: 30 * 86_400, begun: 30 * 86_400 + 1, none: -5, never: null };
  const created = new Date("2026-08-21T10:00:00.900Z");
  const columns = `"loginName","searchName","name","prefix","level","description","expiresAt","secretHash","creatorId","creatorName","updatedByName","createdAt"`;
  for (const [name, seconds] of Object.entries(lives)) {
    const expires = seconds === null ? Number.MAX_SAFE_INTEGER : Math.floor(Number(created) / 1000) + seconds;
    await db.$executeRawUnsafe(
      `INSERT INTO "Robot" (${columns}) VALUES ('${name}','','','','system','50%_OF','${expires}','',0,'','','${created.toISOString()}')`,
    );
  }
  await migrate(url);
  const robots = await db.robot.findMany({ orderBy: { id: "asc" } });
  expect(robots.map(({ durationDays }) => durationDays)).toEqual([30, 31, 1, -1]);
  expect(robots[0]?.searchDescription).toBe(searchText("50%_OF"));
});

test("migrating an up-to-date database that is in use changes nothing and blocks nobody", async () => {
  const uses = Array.from({ length: 50 }, (_, i) => {
    const key = `in-use-${i}`;
    return getDb().$transaction((tx) => tx.setting.create({ data: { key, value: "" } }));
  });
  const [applied, again] = await Promise.all([migrate(here), migrate(here), ...uses]);
  expect([applied, again]).toEqual([[], []]);
  expect(await getDb().setting.count()).toBe(50);
});

test("migrating fails if the database doesn't respond", async () => {
  const nowhere = here.startsWith("file:") ? `${here}/no/folder.db` : "postgresql://nobody@127.0.0.1:1/none";
  await expect(migrate(nowhere)).rejects.toThrow(/ECONNREFUSED|ENOTDIR/);
});
