import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { StartError } from "@/lib/start-error";
import { migrate } from "@/prisma/migrate";
import { type Definitions, migrationsOf } from "@/prisma/migration-history";
import {
  completeLog,
  databaseAt,
  definitionsOf,
  hasStoredRows,
  logOf,
  migrations,
  names,
  newDatabase,
  run,
  scriptOf,
  upTo,
  withScript,
} from "../testing/migration-database";

const newest = names.at(-1) ?? "";
const checksums = migrationsOf(migrations).map(({ checksum }) => checksum);
let whole: Definitions;

beforeAll(async () => {
  const url = await newDatabase();
  await migrate(url);
  whole = await definitionsOf(url);
});

/** The row that earlier versions wrote before running a script; `more` sets what came of it. */
function begin(url: string, index: number, more: { steps?: number; logs?: string; rolledBack?: boolean } = {}) {
  const { steps = 0, logs, rolledBack = false } = more;
  return run(
    url,
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, applied_steps_count, logs, rolled_back_at)
     VALUES ('${randomUUID()}', '${checksums[index]}', '${names[index]}', '2026-11-25 10:00:0${rolledBack ? 0 : 1}', ${steps},
       ${logs ? `'${logs}'` : "NULL"}, ${rolledBack ? "CURRENT_TIMESTAMP" : "NULL"})`,
  );
}

async function expectWhole(url: string): Promise<void> {
  expect(await logOf(url)).toEqual(completeLog);
  expect(await definitionsOf(url)).toEqual(whole);
  expect(await migrate(url)).toEqual([]);
}

test("a migration whose changes are in the database but that isn't marked as finished is marked, not run again", async () => {
  const url = await newDatabase();
  await migrate(url);
  await run(url, `UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name = '${newest}'`);
  expect(await migrate(url)).toEqual([]);
  await expectWhole(url);
});

test.each(names.map((name, index) => ({ name, index })).slice(1))(
  "an upgrade by an earlier version, killed after the changes of $name, continues and keeps every row",
  async ({ index }) => {
    const url = await databaseAt(index);
    await begin(url, index);
    await run(url, scriptOf(index));
    expect(await migrate(url)).toEqual(names.slice(index + 1));
    await expectWhole(url);
    expect(await hasStoredRows(url)).toBe(true);
  },
);

test.each([1, names.length - 3])(
  "an upgrade killed before the changes runs the migration again (%i)",
  async (index) => {
    const url = await databaseAt(index);
    await begin(url, index);
    expect(await migrate(url)).toEqual(names.slice(index));
    await expectWhole(url);
    expect(await hasStoredRows(url)).toBe(true);
  },
);

test("a first start of an earlier version that was killed continues", async () => {
  const url = await databaseAt(1);
  await run(url, `DELETE FROM "_prisma_migrations"`);
  await begin(url, 0);
  expect(await migrate(url)).toEqual(names.slice(1));
  await expectWhole(url);
});

test("a database that an earlier version couldn't start because it ran a migration twice starts", async () => {
  const last = names.length - 1;
  const url = await databaseAt(last);
  await run(url, scriptOf(last));
  await begin(url, last, { rolledBack: true });
  await begin(url, last, { logs: "index already exists" });
  expect(await migrate(url)).toEqual([]);
  await expectWhole(url);
});

test("if the tables don't show whether a migration ran, the start stops and says what to do", async () => {
  const url = await newDatabase();
  const list = withScript(migrations, `UPDATE "Setting" SET "value" = "value" || '!'`, "29990101000000_values");
  await migrate(url);
  await run(url, `INSERT INTO "Setting" ("key", "value") VALUES ('k', 'v')`);
  const [checksum] = migrationsOf(list).slice(-1);
  await run(
    url,
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ('x', '${checksum?.checksum}', '${checksum?.name}')`,
  );
  const refusal = await migrate(url, list).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartError);
  const { message } = refusal as StartError;
  expect(message).toContain("29990101000000_values");
  const [allThere = "", noneThere = ""] = [/UPDATE .*;/, /DELETE .*;/].map((sql) => sql.exec(message)?.[0]);
  await run(url, allThere);
  expect(await migrate(url, list)).toEqual([]);
  await run(url, noneThere);
  expect(await migrate(url, list)).toEqual(["29990101000000_values"]);
  expect(await run(url, `SELECT "value" FROM "Setting"`)).toEqual([{ value: "v!" }]);
});

test("a version that lacks the newest migration refuses the database and names the newest migration of both", async () => {
  const url = await newDatabase();
  await migrate(url);
  const before = await logOf(url);
  const refusal = await migrate(url, upTo(names.length - 1)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartError);
  expect((refusal as StartError).message).toContain(newest);
  expect((refusal as StartError).message).toContain(names.at(-2));
  expect(await logOf(url)).toEqual(before);
});

test("a migration that was applied with different contents is refused, and both checksums are named", async () => {
  const url = await newDatabase();
  await migrate(url);
  const changed = withScript(migrations, `${scriptOf(names.length - 1)}\n-- changed`);
  const refusal = await migrate(url, changed).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartError);
  for (const part of [newest, checksums.at(-1), migrationsOf(changed).at(-1)?.checksum]) {
    expect((refusal as StartError).message).toContain(part);
  }
});

test("Windows line endings don't change a migration's checksum", async () => {
  const url = await newDatabase();
  await migrate(url);
  const last = scriptOf(names.length - 1);
  expect(await migrate(url, withScript(migrations, last.replaceAll("\n", "\r\n")))).toEqual([]);
});

test("a migration that ends its transaction fails before it is marked", async () => {
  const url = await newDatabase();
  await migrate(url);
  const list = withScript(migrations, `SELECT 1;\nCOMMIT;`, "29990101000000_commit");
  await expect(migrate(url, list)).rejects.toThrow("must not end the transaction");
  await expectWhole(url);
});
