import { createServer, connect as dial, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDb, type Db } from "@/lib/db/client";
import { toAppError } from "@/lib/db/errors";
import { postgresReader } from "@/lib/db/login-reader";
import { migrate } from "@/prisma/migrate";
import { startPostgres, type TestPostgres } from "@/testing/postgres";

/** Maximum wait of a caller. */
const PATIENCE_MS = 10_000;

let postgres: TestPostgres;
const ending: (() => unknown)[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  await migrate(postgres.url("postgres"));
});

afterAll(async () => {
  await postgres.resume();
  await Promise.all(ending.map((end) => end()));
  await postgres.stop();
});

type Wire = { url: string; cut(): void; mend(): void };

/**
 * A relay to the database that can stop passing anything on while its connections stay open: a network that is down.
 * Mending it is for new connections; the old ones stay silent, as they do behind a firewall that forgot them.
 */
async function layWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const { hostname, port } = target;
  let network = { up: true };
  const server = createServer((near) => {
    const current = network;
    const far = dial(Number(port), hostname);
    pass(near, far, current);
    pass(far, near, current);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ending.push(() => server.close());
  const address = server.address();
  target.port = String(typeof address === "object" && address?.port);
  return {
    url: target.href,
    cut: () => {
      network.up = false;
    },
    mend: () => {
      network = { up: true };
    },
  };
}

function pass(from: Socket, to: Socket, network: { up: boolean }): void {
  from.on("data", (data) => network.up && to.write(data));
  from.on("error", () => {});
  from.on("close", () => to.destroy());
}

async function refusal(work: Promise<unknown>) {
  const started = performance.now();
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return { code: toAppError(error)?.code, error, ms: performance.now() - started };
}

function connect(url: string): Db {
  const db = connectDb(url);
  ending.push(() => db.$disconnect());
  return db;
}

function readerOf(url: string) {
  const reader = postgresReader<{ name: string }>(url, 'SELECT "name", "ownerName" FROM "Project" WHERE "name" =');
  ending.push(() => reader.close());
  return async (name: string) => (await reader.read(name)).map((row) => row.name);
}

const add = (project: string) => ({ data: { name: project, searchName: project } });
const calls: [string, (db: Db, name: string) => Promise<unknown>][] = [
  ["a read", (db) => db.project.count()],
  ["a write", (db, name) => db.project.create(add(name))],
  ["a transaction", (db, name) => db.$transaction((tx) => tx.project.create(add(name)))],
];

describe("while the server is stopped", () => {
  test.for(calls)("%s is UNAVAILABLE, and works after the restart", async ([, call]) => {
    const db = connect(postgres.url("postgres"));
    await db.project.deleteMany();
    await postgres.halt();
    const refused = await refusal(call(db, "stopped"));
    expect(refused).toMatchObject({ code: "UNAVAILABLE" });
    expect(refused.ms).toBeLessThan(PATIENCE_MS);
    await postgres.resume();
    await expect(call(db, "stopped")).resolves.toBeDefined();
  });

  test("a transaction interrupted by the stop is UNAVAILABLE", async () => {
    const db = connect(postgres.url("postgres"));
    const work = db.$transaction(async (tx) => {
      await tx.project.count();
      await postgres.halt();
      await tx.project.count();
    });
    expect(await refusal(work)).toMatchObject({ code: "UNAVAILABLE" });
    await postgres.resume();
  });
});

describe.concurrent("while the server does not respond", () => {
  test.for(calls)("%s is UNAVAILABLE within seconds, and works again afterwards", async ([, call], { expect }) => {
    const wire = await layWire(postgres.url("postgres"));
    const db = connect(wire.url);
    await db.project.count();
    wire.cut();
    const refused = await refusal(call(db, wire.url));
    expect(refused).toMatchObject({ code: "UNAVAILABLE" });
    expect(refused.ms).toBeLessThan(PATIENCE_MS);
    wire.mend();
    await expect(call(db, wire.url)).resolves.toBeDefined();
  });

  test("the login reader is UNAVAILABLE within seconds, and works again afterwards", async ({ expect }) => {
    const wire = await layWire(postgres.url("postgres"));
    const find = readerOf(wire.url);
    await find("nobody");
    wire.cut();
    const refused = await Promise.all([refusal(find("nobody")), refusal(find("nobody"))]);
    for (const { code, ms } of refused) expect([code, ms < PATIENCE_MS]).toEqual(["UNAVAILABLE", true]);
    wire.mend();
    expect(await find("nobody")).toEqual([]);
  });

  test("a new connection is UNAVAILABLE within seconds", async ({ expect }) => {
    const wire = await layWire(postgres.url("postgres"));
    wire.cut();
    const refused = await refusal(connect(wire.url).project.count());
    expect(refused).toMatchObject({ code: "UNAVAILABLE" });
    expect(refused.ms).toBeLessThan(PATIENCE_MS);
  });

  test("a running transaction is UNAVAILABLE within seconds, and its connection is not reused", async ({ expect }) => {
    const wire = await layWire(postgres.url("postgres"));
    const db = connect(wire.url);
    const work = db.$transaction(async (tx) => {
      await tx.project.count();
      wire.cut();
      await tx.project.count();
    });
    const refused = await refusal(work);
    expect(refused).toMatchObject({ code: "UNAVAILABLE" });
    expect(refused.ms).toBeLessThan(PATIENCE_MS);
    wire.mend();
    const started = performance.now();
    await db.project.count();
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("the login reader", () => {
  test("is UNAVAILABLE while the server is stopped, and works after the restart", async () => {
    const db = connect(postgres.url("postgres"));
    await db.project.create(add("logins"));
    const find = readerOf(postgres.url("postgres"));
    expect(await Promise.all([find("logins"), find("nobody"), find("logins")])).toEqual([["logins"], [], ["logins"]]);
    await postgres.halt();
    for (const refused of await Promise.all([refusal(find("logins")), refusal(find("logins"))]))
      expect(refused).toMatchObject({ code: "UNAVAILABLE" });
    await postgres.resume();
    expect(await find("logins")).toEqual(["logins"]);
  });

  test("recovers when its prepared statement is lost, as behind PgBouncer or after the table was altered", async () => {
    const db = connect(postgres.url("postgres"));
    const find = readerOf(postgres.url("postgres"));
    await find("logins");
    await db.$executeRawUnsafe('ALTER TABLE "Project" ALTER COLUMN "ownerName" TYPE varchar(300)');
    expect(await Promise.all([find("logins"), find("nobody")])).toEqual([["logins"], []]);
  });
});

describe("a server that refuses writes", () => {
  test("reports that the disk is full (53100)", async () => {
    const db = connect(postgres.url("postgres"));
    const raise = "DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$";
    const refused = await refusal(db.$executeRawUnsafe(raise));
    expect(toAppError(refused.error)?.message).toMatch(/^The disk is full/);
  });

  test("gets its idle, reader and transaction connections renewed, so that Purser recovers after a failover", async () => {
    const url = postgres.url("postgres");
    const [db, find] = [connect(url), readerOf(url)];
    const pids = async () => {
      const sql = "SELECT pid FROM pg_stat_activity WHERE application_name = 'purser' AND pid <> pg_backend_pid()";
      return (await db.$queryRawUnsafe<{ pid: number }[]>(sql)).map(({ pid }) => pid);
    };
    await Promise.all([find("nobody"), ...Array.from({ length: 8 }, () => db.project.count())]);
    await db.$executeRawUnsafe("ALTER SYSTEM SET default_transaction_read_only = on");
    await db.$queryRawUnsafe("SELECT pg_reload_conf()");
    await expect
      .poll(() => refusal(db.setting.create({ data: { key: "x", value: "" } })))
      .toMatchObject({ code: "UNAVAILABLE" });
    const old = await pids();
    await sleep(1_100);
    const kept = db.$transaction(async (tx) => {
      await tx.project.count();
      await refusal(db.setting.create({ data: { key: "y", value: "" } }));
      return tx.project.count();
    });
    await expect(kept).resolves.toBeTypeOf("number");
    const isOld = async () => (await pids()).filter((pid) => old.includes(pid));
    await expect.poll(isOld).toEqual([]);
    expect(await find("nobody")).toEqual([]);
    await db.$executeRawUnsafe("ALTER SYSTEM RESET default_transaction_read_only");
    await db.$queryRawUnsafe("SELECT pg_reload_conf()");
    await expect
      .poll(() => refusal(db.setting.create({ data: { key: "z", value: "" } })))
      .toMatchObject({ error: null });
  });
});
