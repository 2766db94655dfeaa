import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { sqlitePath } from "@/lib/db/sqlite-file";
import { migrate } from "@/prisma/migrate";
import type { Definitions } from "@/prisma/migration-history";
import {
  completeLog,
  databaseAt,
  definitionsOf,
  hasStoredRows,
  logOf,
  names,
  newDatabase,
  run,
  scriptOf,
  upTo,
  withScript,
} from "../testing/migration-database";

/** Called before each statement that SQLite runs in this process, including those inside a script. */
const statements = vi.hoisted(() => ({ beforeEach: () => {} }));

vi.mock("better-sqlite3", async (original) => {
  const { default: Stock } = await original<{ default: typeof import("better-sqlite3") }>();
  class Watched extends Stock {
    constructor(path: string, options: import("better-sqlite3").Options = {}) {
      super(path, { ...options, verbose: () => statements.beforeEach() });
    }
  }
  return { default: Watched };
});

let whole: Definitions;

beforeAll(async () => {
  const url = await newDatabase();
  await migrate(url);
  whole = await definitionsOf(url);
});

async function expectStartOf(url: string): Promise<void> {
  await migrate(url);
  expect(await logOf(url)).toEqual(completeLog);
  expect(await definitionsOf(url)).toEqual(whole);
}

/** Before each statement, copies what a killed process would leave of its SQLite file. @returns the copies that differ */
async function snapshots(path: string, work: () => Promise<unknown>): Promise<string[]> {
  const seen = new Map<string, string>();
  let count = 0;
  statements.beforeEach = () => {
    count++;
    const parts = ["", "-wal"].map((suffix) => path + suffix);
    const contents = parts.map((part) => (existsSync(part) ? readFileSync(part) : Buffer.alloc(0)));
    const hash = createHash("sha256")
      .update(contents.map((content) => `${content.length} `).join(""))
      .update(Buffer.concat(contents));
    const key = hash.digest("hex");
    if (seen.has(key)) return;
    const folder = join(dirname(path), `kill-${seen.size}-${key}`);
    mkdirSync(folder);
    for (const part of parts) if (existsSync(part)) copyFileSync(part, join(folder, part.slice(dirname(path).length)));
    seen.set(key, join(folder, path.slice(dirname(path).length)));
  };
  await work().finally(() => {
    statements.beforeEach = () => {};
  });
  expect(count).toBeGreaterThan(names.length * 3);
  return [...seen.values()];
}

/** After each statement of each migration from `from` on, drops the connection, as a killed process does. */
async function killAtEachStatement(url: string, from: number): Promise<void> {
  for (let index = from; index < names.length; index++) {
    const parts = scriptOf(index).split(/(?<=;)\n/);
    for (let kept = 0; kept <= parts.length; kept++) {
      const script = [...parts.slice(0, kept), "SELECT pg_terminate_backend(pg_backend_pid());"].join("\n");
      await expect(migrate(url, withScript(upTo(index + 1), script))).rejects.toThrow();
    }
    expect(await migrate(url, upTo(index + 1))).toEqual([names[index]]);
  }
}

/** Drops the connection when a migration's row is written, which is after all its statements. */
async function killAtTheRow(url: string): Promise<void> {
  await run(
    url,
    `CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
     CREATE TRIGGER die AFTER INSERT ON "_prisma_migrations" FOR EACH ROW EXECUTE FUNCTION die()`,
  );
  await expect(migrate(url)).rejects.toThrow();
  await run(url, `DROP TRIGGER die ON "_prisma_migrations"; DROP FUNCTION die()`);
}

const isSqlite = process.env.DATABASE_URL?.startsWith("file:");

test("after a kill at any statement of the first start, the next start succeeds", async () => {
  const url = await newDatabase();
  if (isSqlite) {
    const copies = await snapshots(sqlitePath(url), () => migrate(url));
    // Either nothing, or the whole file, once before and once after it switches to WAL mode.
    expect(copies.length).toBeGreaterThanOrEqual(2);
    for (const copy of copies) await expectStartOf(`file:${copy}`);
  } else {
    await killAtEachStatement(url, 0);
    await expectStartOf(url);
  }
}, 60_000);

test("after a kill at any statement of an upgrade, the next start succeeds and keeps every row", async () => {
  const url = await databaseAt(1);
  if (isSqlite) {
    const copies = await snapshots(sqlitePath(url), () => migrate(url));
    expect(copies.length).toBeGreaterThanOrEqual(names.length);
    for (const copy of copies) {
      await expectStartOf(`file:${copy}`);
      expect(await hasStoredRows(`file:${copy}`)).toBe(true);
    }
  } else {
    await killAtTheRow(url);
    expect(await logOf(url)).toEqual(completeLog.slice(0, 1));
    await killAtEachStatement(url, 1);
    await expectStartOf(url);
    expect(await hasStoredRows(url)).toBe(true);
  }
}, 60_000);
