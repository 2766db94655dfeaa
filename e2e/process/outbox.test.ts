import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDb, type Db } from "@/lib/db/client";
import { migrate } from "@/prisma/migrate";
import { startPostgres, type TestPostgres } from "@/testing/postgres";

const ROWS = 2000;

let postgres: TestPostgres;
let url: string;
let db: Db;

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.createDatabase("outbox");
  url = postgres.url("outbox");
  await migrate(url);
  db = connectDb(url);
});
afterAll(async () => {
  await db.$disconnect();
  await postgres.stop();
});

type Instance = { child: ChildProcess; sent: () => number[]; ended: Promise<void> };

function startInstance(): Instance {
  const env = { ...process.env, DATABASE_URL: url, AUTH_SECRET: "a secret of the tests, which nothing else uses" };
  const args = ["scripts/run.mjs", "testing/courier-process.ts"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  return { child, ended, sent: () => output.split("\n").flatMap((line) => (/^\d+$/.test(line) ? [Number(line)] : [])) };
}

const row = (n: number) => ({
  ...{ kind: "count", key: `row ${n}`, eventKey: `evt_${n}`, eventType: "test.ping", payload: "{}" },
  nextAt: new Date(0),
});

test("three instances send every delivery once; with one killed in the middle, none is lost", async () => {
  await db.outbox.createMany({ data: Array.from({ length: ROWS }, (_, n) => row(n)) });
  const [victim, ...others] = [startInstance(), startInstance(), startInstance()];
  await expect.poll(() => victim?.sent().length ?? 0, { timeout: 30_000 }).toBeGreaterThan(50);
  victim?.child.kill("SIGKILL");
  await Promise.all([victim, ...others].map((instance) => instance?.ended));
  const isLeft = { state: "pending" };
  const left = await db.outbox.findMany({ where: isLeft, select: { id: true } });
  // Only what the killed one had claimed is left, until its leases end.
  expect(left.length).toBeLessThanOrEqual(20);
  await db.outbox.updateMany({ where: isLeft, data: { leaseUntil: new Date(0) } });
  const last = startInstance();
  await last.ended;
  expect(await db.outbox.count({ where: { state: "sent" } })).toBe(ROWS);
  const sent = [victim, ...others, last].flatMap((instance) => instance?.sent() ?? []);
  expect(new Set(sent).size).toBe(ROWS);
  const twice = sent.filter((id, index) => sent.indexOf(id) !== index);
  expect(twice.filter((id) => !left.some((one) => one.id === id))).toEqual([]);
}, 60_000);
