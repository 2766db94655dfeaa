import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDb, type Db } from "@/lib/db/client";
import { toAppError } from "@/lib/db/errors";
import { migrate } from "@/prisma/migrate";

let folder: string;
let db: Db;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "purser-full-"));
  const url = `file:${join(folder, "purser.db")}`;
  await migrate(url);
  db = connectDb(url);
  // Limited to its current pages, SQLite reports the same error as on a full disk.
  await db.$queryRawUnsafe("PRAGMA max_page_count = 1");
});
afterAll(async () => {
  await db.$disconnect();
  rmSync(folder, { recursive: true, force: true });
});

const large = (key: string) => ({ data: { key, value: "x".repeat(100_000) } });

test("on a full disk a write fails with that reason, alone and in a transaction, and reads still work", async () => {
  for (const write of [
    () => db.setting.create(large("a")),
    () => db.$transaction((tx) => tx.setting.create(large("b"))),
  ]) {
    const error = await write().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(toAppError(error)).toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/^The disk is full/),
    });
  }
  expect(await db.setting.count()).toBe(0);
});
