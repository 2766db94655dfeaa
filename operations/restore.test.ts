import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "@/prisma/migrate";
import { writeBackup } from "./backup";
import { restoreBackup } from "./restore";

let folder: string;
let path: string;
let url: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "purser-restore-"));
  path = join(folder, "data/purser.db");
  url = `file:${path}`;
  file = join(folder, "kept/copy.db");
  await migrate(url);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(value: string): void {
  const database = new Database(path);
  database.prepare(`INSERT OR REPLACE INTO "Setting" ("key", "value") VALUES ('k', ?)`).run(value);
  database.close();
}

function stored(at = path): unknown {
  const database = new Database(at, { readonly: true });
  try {
    return database.prepare(`SELECT "value" FROM "Setting" WHERE "key" = 'k'`).pluck().get();
  } finally {
    database.close();
  }
}

test("a backup while others write holds all that was committed, and is described beside it", () => {
  const open = new Database(path);
  open.pragma("journal_mode = WAL");
  open.exec(`INSERT INTO "Setting" ("key", "value") VALUES ('k', 'committed'); BEGIN; DELETE FROM "Setting"`);
  const snapshot = writeBackup(url, file);
  open.exec("ROLLBACK");
  open.close();
  expect(stored(file)).toBe("committed");
  expect(readdirSync(join(folder, "kept"))).toEqual(["copy.db", "copy.db.json"]);
  expect(JSON.parse(readFileSync(`${file}.json`, "utf8"))).toMatchObject({
    ...snapshot,
    rows: { Setting: 1, Robot: 0 },
  });
  if (process.platform !== "win32") expect(statSync(file).mode & 0o077).toBe(0);
  expect(() => writeBackup(url, file)).toThrow("exists");
});

test("a restore brings the backup back and keeps what was there under another name", async () => {
  write("old");
  writeBackup(url, file);
  write("new");
  const { aside } = await restoreBackup(url, file);
  expect([stored(), stored(aside ?? "")]).toEqual(["old", "new"]);
  expect(await migrate(url)).toEqual([]);
  expect(readdirSync(join(folder, "data")).filter((name) => name.includes("restoring"))).toEqual([]);
});

test("a restore is refused while another connection holds the database, and nothing changes", async () => {
  writeBackup(url, file);
  write("new");
  const open = new Database(path);
  open.prepare(`SELECT 1 FROM "Setting"`).get();
  await expect(restoreBackup(url, file)).rejects.toThrow("Stop it first");
  open.close();
  expect(stored()).toBe("new");
  expect(readdirSync(join(folder, "data")).filter((name) => name.includes("restor"))).toEqual([]);
});

test("a backup that was changed, cut short, is foreign or newer is refused, and nothing changes", async () => {
  write("kept");
  writeBackup(url, file);
  const whole = readFileSync(file);
  truncateSync(file, whole.length - 4096);
  await expect(restoreBackup(url, file)).rejects.toThrow("SHA-256 differs");
  rmSync(`${file}.json`);
  await expect(restoreBackup(url, file)).rejects.toThrow("can’t be read");
  writeFileSync(file, "not a database at all, whatever it says");
  await expect(restoreBackup(url, file)).rejects.toThrow("can’t be read");
  rmSync(file);
  new Database(file).exec("CREATE TABLE mine (id)").close();
  await expect(restoreBackup(url, file)).rejects.toThrow("isn’t a backup of Purser");
  writeFileSync(file, whole);
  const newer = new Database(file);
  newer.exec(`INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
    VALUES ('x', 'x', '29990101000000_later', CURRENT_TIMESTAMP, 1)`);
  newer.close();
  await expect(restoreBackup(url, file)).rejects.toThrow("29990101000000_later");
  expect(stored()).toBe("kept");
});

test("a lost database is restored, and a damaged one once the operator says that Purser is stopped", async () => {
  write("old");
  writeBackup(url, file);
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  expect((await restoreBackup(url, file)).aside).toBeNull();
  writeFileSync(path, "damage".repeat(4000));
  await expect(restoreBackup(url, file)).rejects.toThrow("--stopped");
  const { aside } = await restoreBackup(url, file, true);
  expect(readFileSync(aside ?? "", "utf8")).toContain("damage");
  expect(stored()).toBe("old");
  expect(existsSync(`${path}.created`)).toBe(true);
});
