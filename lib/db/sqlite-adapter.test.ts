import {
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SqlDriverAdapter, SqlResultSet } from "@prisma/driver-adapter-utils";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectDb } from "@/lib/db/client";
import { toAppError } from "@/lib/db/errors";
import { sqliteReader } from "@/lib/db/login-reader";
import { sqliteAdapter } from "@/lib/db/sqlite-adapter";
import { isFileSound } from "@/lib/db/sqlite-file";

let folder: string;
let path: string;
let adapter: SqlDriverAdapter;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "purser-adapter-"));
  path = join(folder, "test.db");
  writeFileSync(path, emptyDatabase(), { mode: 0o600 });
  adapter = await sqliteAdapter(`file:${path}`).connect();
  await adapter.executeScript("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT UNIQUE)");
});

afterEach(async () => {
  await adapter.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function emptyDatabase(): Buffer {
  const memory = new Database(":memory:").exec("CREATE TABLE first (id INTEGER)");
  const content = memory.serialize();
  memory.close();
  return content;
}

function anotherDatabase(): string {
  writeFileSync(`${path}.other`, emptyDatabase());
  return `${path}.other`;
}

const query = (sql: string) => ({ sql, args: [], argTypes: [] });
const value = ({ rows }: SqlResultSet) => rows[0]?.[0];
const count = async (on: Pick<SqlDriverAdapter, "queryRaw"> = adapter) =>
  value(await on.queryRaw(query("SELECT count(*) FROM t")));

test.for([
  ["journal_mode", "wal"],
  ["synchronous", 2],
  ["foreign_keys", 1],
] as const)("%s is %s on the writer, in its transactions and on the reader", async ([pragma, expected]) => {
  const transaction = await adapter.startTransaction();
  const inside = value(await transaction.queryRaw(query(`PRAGMA ${pragma}`)));
  await transaction.rollback();
  const writer = value(await adapter.queryRaw(query(`PRAGMA ${pragma}`)));
  const reader = value(await adapter.queryRaw(query(`SELECT * FROM pragma_${pragma}`)));
  expect([inside, writer, reader]).toEqual([expected, expected, expected]);
});

test("the reader is a separate connection that cannot write", async () => {
  await adapter.executeScript("CREATE TEMP TABLE mine (id INTEGER)");
  await expect(adapter.queryRaw(query("SELECT * FROM temp.mine"))).rejects.toMatchObject({
    cause: { kind: "TableDoesNotExist" },
  });
});

test("only the owner can read the files next to the database, as with the database itself", () => {
  for (const suffix of ["", "-wal", "-shm"]) {
    expect(existsSync(path + suffix)).toBe(true);
    expect(statSync(path + suffix).mode & 0o077).toBe(0);
  }
});

test.runIf(process.platform === "linux")(
  "opening and closing further connections keeps the lock that marks the file as in use",
  async () => {
    const isLocked = () => readFileSync("/proc/locks", "utf8").includes(`:${statSync(path).ino} `);
    expect(isLocked()).toBe(true);
    const reader = sqliteReader(`file:${path}`, "SELECT id FROM t WHERE v =");
    expect(isLocked()).toBe(true);
    await reader.close();
    expect(isLocked()).toBe(true);
    expect(isFileSound(`file:${path}`)).toBe(true);
    expect(isLocked()).toBe(true);
    const another = await sqliteAdapter(`file:${path}`).connect();
    await another.dispose();
    expect(isLocked()).toBe(true);
  },
);

test("reads outside an open transaction neither wait for it nor see its rows", async () => {
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(query("INSERT INTO t (v) VALUES ('a')"));
  expect(await count(transaction)).toBe(1);
  expect(await count()).toBe(0);
  await transaction.commit();
  expect(await count()).toBe(1);
});

test("a write outside an open transaction waits until it has ended", async () => {
  const transaction = await adapter.startTransaction();
  let written = false;
  const write = adapter.executeRaw(query("INSERT INTO t (v) VALUES ('outside')")).then(() => {
    written = true;
  });
  await transaction.executeRaw(query("INSERT INTO t (v) VALUES ('inside')"));
  await new Promise((done) => setTimeout(done, 20));
  expect(written).toBe(false);
  await transaction.rollback();
  await write;
  expect(value(await adapter.queryRaw(query("SELECT group_concat(v) FROM t")))).toBe("outside");
});

test("a transaction takes the write lock at BEGIN, so another process cannot make it fail halfway", async () => {
  const transaction = await adapter.startTransaction();
  const other = new Database(path, { timeout: 0 });
  expect(() => other.exec("BEGIN IMMEDIATE")).toThrow("locked");
  await transaction.rollback();
  expect(() => other.exec("BEGIN IMMEDIATE; ROLLBACK")).not.toThrow();
  other.close();
});

test("a failed COMMIT releases the writer and stores no rows", async () => {
  await adapter.executeScript("CREATE TABLE child (t INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)");
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(query("INSERT INTO child VALUES (99)"));
  await expect(transaction.commit()).rejects.toMatchObject({ cause: { kind: "ForeignKeyConstraintViolation" } });
  expect(await adapter.executeRaw(query("INSERT INTO t (v) VALUES ('next')"))).toBe(1);
  expect(value(await adapter.queryRaw(query("SELECT count(*) FROM child")))).toBe(0);
});

test("after SQLite rolled back on its own, nothing else runs in the transaction and COMMIT fails", async () => {
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(query("INSERT INTO t (v) VALUES ('a')"));
  await expect(transaction.executeRaw(query("INSERT OR ROLLBACK INTO t (v) VALUES ('a')"))).rejects.toMatchObject({
    cause: { kind: "UniqueConstraintViolation" },
  });
  const late = transaction.executeRaw(query("INSERT INTO t (v) VALUES ('late')"));
  await expect(late).rejects.toMatchObject({ cause: { kind: "TransactionAlreadyClosed" } });
  await expect(transaction.commit()).rejects.toMatchObject({ cause: { kind: "TransactionAlreadyClosed" } });
  expect(await count()).toBe(0);
  expect(await adapter.executeRaw(query("INSERT INTO t (v) VALUES ('next')"))).toBe(1);
});

test("a failed statement leaves the rest of its transaction intact", async () => {
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(query("INSERT INTO t (v) VALUES ('a')"));
  await expect(transaction.executeRaw(query("INSERT INTO t (v) VALUES ('a')"))).rejects.toThrow();
  await transaction.executeRaw(query("INSERT INTO t (v) VALUES ('b')"));
  await transaction.commit();
  expect(await count()).toBe(2);
});

test("an ended transaction runs nothing else", async () => {
  const transaction = await adapter.startTransaction();
  await transaction.rollback();
  await expect(count(transaction)).rejects.toMatchObject({ cause: { kind: "TransactionAlreadyClosed" } });
});

test("a missing file is not created, and an empty one is left unchanged", async () => {
  const missing = join(folder, "missing.db");
  await expect(sqliteAdapter(`file:${missing}`).connect()).rejects.toThrow("unable to open");
  expect(existsSync(missing)).toBe(false);
  const empty = join(folder, "empty.db");
  writeFileSync(empty, "");
  writeFileSync(`${empty}-wal`, "what may be left to restore from");
  await expect(sqliteAdapter(`file:${empty}`).connect()).rejects.toMatchObject({
    cause: { kind: "DatabaseNotReachable" },
  });
  expect([statSync(empty).size, statSync(`${empty}-wal`).size]).toEqual([0, 32]);
});

test.for([
  ["is removed", () => rmSync(path)],
  ["is replaced", () => renameSync(anotherDatabase(), path)],
  ["is truncated", () => truncateSync(path)],
  ["has lost its write-ahead log", () => rmSync(`${path}-wal`)],
] as const)("nothing is written to a file that %s while it is open", async ([, harm]) => {
  await adapter.executeRaw(query("INSERT INTO t (v) VALUES ('before')"));
  harm();
  for (const write of [() => adapter.startTransaction(), () => adapter.executeRaw(query("INSERT INTO t VALUES (9)"))]) {
    const refused = await write().catch((reason: unknown) => reason);
    expect(toAppError(refused)).toMatchObject({ code: "UNAVAILABLE" });
  }
});

test("a file that cannot be opened is UNAVAILABLE, and so is one that another process keeps locked", async () => {
  const nowhere = connectDb(`file:${folder}`);
  const missing = await nowhere.project.count().catch((reason: unknown) => reason);
  expect(toAppError(missing)).toMatchObject({ code: "UNAVAILABLE" });
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const locked = await adapter.startTransaction().catch((reason: unknown) => reason);
  other.close();
  expect(toAppError(locked)).toMatchObject({ code: "UNAVAILABLE" });
});

test.for([
  ["a transaction", async () => (await adapter.startTransaction()).rollback()],
  ["a plain write", () => adapter.executeRaw(query("INSERT INTO t (v) VALUES ('a')"))],
] as const)("%s waits for the lock of another connection without blocking the process", async ([, write]) => {
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const writing = write();
  setTimeout(() => other.exec("COMMIT"), 100);
  await writing;
  other.close();
  expect(value(await adapter.queryRaw(query("SELECT timeout FROM pragma_busy_timeout")))).toBe(5000);
});
