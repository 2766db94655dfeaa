import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "@/prisma/migrate";
import { migrationList } from "@/prisma/schema-engine";

const list = migrationList("sqlite");
const names = list.migrationDirectories.map(({ path }) => path);
const upTo = (count: number) => ({ ...list, migrationDirectories: list.migrationDirectories.slice(0, count) });

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-copies-"));
  path = join(folder, "purser.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const copies = () => readdirSync(folder).filter((name) => name.includes("before"));

function migrationsIn(file: string): string[] {
  const database = new Database(join(folder, file), { readonly: true });
  try {
    return database.prepare(`SELECT migration_name FROM "_prisma_migrations" ORDER BY 1`).pluck().all() as string[];
  } finally {
    database.close();
  }
}

test("an upgrade first copies the file, with what is still in its write-ahead log", async () => {
  await migrate(`file:${path}`, upTo(3));
  const open = new Database(path);
  open.exec(`INSERT INTO "Setting" ("key", "value") VALUES ('k', 'in the log')`);
  await migrate(`file:${path}`, upTo(5));
  open.close();
  expect(copies()).toEqual([`purser.db.before-${names[3]}`]);
  expect(migrationsIn(copies()[0] ?? "")).toEqual(names.slice(0, 3));
  const copy = new Database(join(folder, copies()[0] ?? ""), { readonly: true });
  expect(copy.prepare(`SELECT "value" FROM "Setting" WHERE "key" = 'k'`).pluck().get()).toBe("in the log");
  copy.close();
  if (process.platform !== "win32") expect(statSync(join(folder, copies()[0] ?? "")).mode & 0o077).toBe(0);
});

test("a new file and a start without migrations make no copy", async () => {
  await migrate(`file:${path}`);
  await migrate(`file:${path}`);
  expect(copies()).toEqual([]);
});

test("the copies of the last two upgrades are kept", async () => {
  for (const count of [2, 3, 4, 5]) await migrate(`file:${path}`, upTo(count));
  expect(copies()).toEqual([`purser.db.before-${names[3]}`, `purser.db.before-${names[4]}`]);
});

test("a file of a newer version is neither copied nor changed", async () => {
  await migrate(`file:${path}`, upTo(5));
  await expect(migrate(`file:${path}`, upTo(4))).rejects.toThrow(names[4]);
  expect(copies()).toEqual([]);
});
