import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDb, type Db, getDb } from "@/lib/db/client";
import { migrate } from "@/prisma/migrate";
import { migrationList } from "@/prisma/schema-engine";

const here = process.env.DATABASE_URL ?? "";
const all = migrationList(here.startsWith("file:") ? "sqlite" : "postgresql").migrationDirectories.map(
  ({ path }) => path,
);
let empty: string;
let db: Db;

beforeAll(async () => {
  empty = await emptyDatabase();
  db = connectDb(empty);
});

afterAll(() => db.$disconnect());

/** The address of a new database without tables, beside this file's own. */
async function emptyDatabase(): Promise<string> {
  if (here.startsWith("file:")) return here.replace("test.db", "empty.db");
  const name = `empty_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client(here);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return Object.assign(new URL(here), { pathname: name }).href;
}

test("four processes that migrate one empty database at once apply each migration once between them", async () => {
  const run = () =>
    promisify(execFile)(process.execPath, [join("prisma", "run.mjs"), join("prisma", "migrate.ts")], {
      env: { ...process.env, DATABASE_URL: empty },
    });
  const outputs = (await Promise.all([run(), run(), run(), run()])).map(({ stdout }) => stdout.trim()).sort();
  const idle = "The database is up to date.";
  expect(outputs).toEqual([`Applied ${all.join(", ")}`, idle, idle, idle].sort());
  const rows = await db.$queryRaw`SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`;
  expect(rows).toEqual(all.map((migration_name) => ({ migration_name })));
}, 120_000);

test("migrating a database that is up to date and in use applies nothing and disturbs nobody", async () => {
  const uses = Array.from({ length: 50 }, (_, i) => {
    const key = `in-use-${i}`;
    return getDb().$transaction((tx) => tx.setting.create({ data: { key, value: "" } }));
  });
  const [applied, again] = await Promise.all([migrate(here), migrate(here), ...uses]);
  expect([applied, again]).toEqual([[], []]);
  expect(await getDb().setting.count()).toBe(50);
});

test("a database that does not answer makes migrating fail", async () => {
  const nowhere = here.startsWith("file:") ? `${here}/no/folder.db` : "postgresql://nobody@127.0.0.1:1/none";
  await expect(migrate(nowhere)).rejects.toThrow(/ECONNREFUSED|ENOTDIR/);
});
