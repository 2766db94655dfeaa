import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { connectDb, type Db } from "@/lib/db/client";
import { toAppError } from "@/lib/db/errors";
import { postgresReader } from "@/lib/db/login-reader";
import { migrate } from "@/prisma/migrate";
import { startPostgres, type TestPostgres } from "@/testing/postgres";

/** More than the ten connections of the pool, so that some calls always wait for one. */
const CALLERS = 40;
const TERMINATIONS = Number(process.env.STORM_TERMINATIONS ?? 300);
const RESTARTS = Number(process.env.STORM_RESTARTS ?? 3);
const HEALED_MS = 10_000;

let postgres: TestPostgres;
let db: Db;
let closeReader: () => Promise<void>;
let calls: (() => Promise<unknown>)[];
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

beforeAll(async () => {
  postgres = await startPostgres();
  await migrate(postgres.url("postgres"));
});
afterAll(() => postgres?.stop());

beforeEach(() => {
  process.on("uncaughtException", note);
  const url = postgres.url("postgres");
  db = connectDb(url);
  const reader = postgresReader(url, 'SELECT "name" FROM "Project" WHERE "name" =');
  closeReader = () => reader.close();
  calls = [
    () => db.project.count(),
    () => db.setting.upsert({ where: { key: "storm" }, create: { key: "storm", value: "" }, update: { value: "x" } }),
    () => db.$transaction(async (tx) => [await tx.project.count(), await tx.setting.count()]),
    async () => reader.read("nobody"),
  ];
});
afterEach(async () => {
  process.off("uncaughtException", note);
  await db.$disconnect();
  await closeReader();
});

/** Calls continuously until stopped. @returns the outcomes */
function keepCalling() {
  const seen = { answered: 0, unavailable: 0, defects: [] as unknown[] };
  let going = true;
  const callers = Array.from({ length: CALLERS }, async (_, index) => {
    const call = calls[index % calls.length];
    while (going) {
      await call?.().then(
        () => seen.answered++,
        (error: unknown) => (toAppError(error)?.code === "UNAVAILABLE" ? seen.unavailable++ : seen.defects.push(error)),
      );
      await sleep(1);
    }
  });
  return {
    seen,
    stop: async () => {
      going = false;
      await Promise.all(callers);
    },
  };
}

async function terminate(): Promise<number> {
  const client = new pg.Client({ connectionString: postgres.url("postgres") });
  client.on("error", () => {});
  await client.connect();
  const sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'purser'";
  const { rowCount } = await client.query(sql);
  await client.end();
  return rowCount ?? 0;
}

async function allAnswer(): Promise<void> {
  const healed = async () => {
    const results = await Promise.allSettled(Array.from({ length: CALLERS }, (_, index) => calls[index % 4]?.()));
    return results.filter(({ status }) => status === "rejected").length;
  };
  await expect.poll(healed, { timeout: HEALED_MS, interval: 50 }).toBe(0);
}

test("however many connections Postgres closes, calls fail as UNAVAILABLE and no error is unhandled", async () => {
  const calling = keepCalling();
  for (let ended = 0; ended < TERMINATIONS; await sleep(20)) ended += await terminate();
  await calling.stop();
  await allAnswer();
  expect(unhandled).toEqual([]);
  expect(calling.seen.defects).toEqual([]);
  expect(calling.seen.answered).toBeGreaterThan(0);
  expect(calling.seen.unavailable).toBeGreaterThan(0);
}, 120_000);

test("however often Postgres restarts, calls fail as UNAVAILABLE and everything works again within ten seconds", async () => {
  const calling = keepCalling();
  for (let turn = 0; turn < RESTARTS; turn++) {
    await sleep(100);
    await postgres.halt();
    await sleep(50);
    await postgres.resume();
    await allAnswer();
  }
  await calling.stop();
  expect(unhandled).toEqual([]);
  expect(calling.seen.defects).toEqual([]);
  expect(calling.seen.unavailable).toBeGreaterThan(0);
}, 600_000);
