import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StartError } from "@/lib/start-error";
import { migrate } from "@/prisma/migrate";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "purser-creation-"));
  path = join(folder, "deep", "er", "purser.db");
  await migrate(`file:${path}`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(): Promise<string> {
  const error = await migrate(`file:${path}`).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

/** A page in the middle of a larger table. */
async function breakInTheMiddle(): Promise<void> {
  const database = new Database(path);
  const insert = database.prepare(`INSERT INTO "Setting" ("key", "value") VALUES (?, ?)`);
  database.transaction(() => {
    for (let row = 0; row < 3000; row++) insert.run(`key ${row}`, "v".repeat(200));
  })();
  database.close();
  const content = readFileSync(path);
  content.fill(0xff, content.length - 200 * 4096, content.length - 199 * 4096);
  writeFileSync(path, content);
}

test("the database and its folder are created, readable by their owner only", () => {
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.for([
  ["removed", "missing", () => rmSync(path)],
  ["truncated to nothing", "empty", () => truncateSync(path)],
  ["cut off", "damaged", () => truncateSync(path, 3 * 4096)],
  ["overwritten", "damaged", () => writeFileSync(path, Buffer.alloc(statSync(path).size, "x"))],
  ["damaged in the middle", "damaged", breakInTheMiddle],
] as const)("a database that was %s isn't replaced: the start stops and names the file", async ([, word, harm]) => {
  await harm();
  const before = existsSync(path) ? readFileSync(path) : null;
  const message = await refusal();
  expect(message).toContain(`The database file ${path} is ${word}`);
  expect(message).toContain("restore the file from a backup");
  expect(existsSync(path) ? readFileSync(path) : null).toEqual(before);
});

test("a leftover write-ahead log isn't touched", async () => {
  const wal = `${path}-wal`;
  writeFileSync(wal, "changes to restore from");
  truncateSync(path);
  await refusal();
  rmSync(path);
  rmSync(`${path}.created`);
  expect(await refusal()).toContain(wal);
  expect(readFileSync(wal, "utf8")).toBe("changes to restore from");
});

test("a file without Purser's tables is refused", async () => {
  rmSync(path);
  const other = new Database(path).exec("CREATE TABLE elsewhere (id INTEGER)");
  other.close();
  expect(await refusal()).toContain("doesn’t contain Purser’s tables");
});

test("following the error's advice starts with an empty database", async () => {
  truncateSync(path);
  const advice = /delete (\S+) and, if they exist, (\S+), (\S+) and (\S+)\.$/.exec(await refusal());
  for (const file of advice?.slice(1) ?? []) rmSync(file, { force: true });
  expect((await migrate(`file:${path}`)).length).toBeGreaterThan(0);
  rmSync(path);
  rmSync(/on purpose, delete (\S+)\.$/.exec(await refusal())?.[1] ?? "");
  expect((await migrate(`file:${path}`)).length).toBeGreaterThan(0);
});

test("a database of an earlier version, without a marker file, gets one", async () => {
  rmSync(`${path}.created`);
  await migrate(`file:${path}`);
  rmSync(path);
  expect(await refusal()).toContain("is missing");
});

test("a backup restored in place of the file is used", async () => {
  const copy = join(folder, "copy.db");
  const database = new Database(path);
  await database.backup(copy);
  database.close();
  rmSync(path);
  writeFileSync(path, readFileSync(copy), { mode: 0o600 });
  expect(await migrate(`file:${path}`)).toEqual([]);
});
