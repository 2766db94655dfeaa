import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import { freePort, startServer, type TestServer } from "../server";

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

async function startOnPostgres(database: string): Promise<TestServer> {
  await postgres.createDatabase(database);
  return startServer({ DATABASE_URL: postgres.url(database) });
}

/** Blocks every read of the settings table, and with it `/readyz`, until the returned function is called. */
async function holdReads(database: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: postgres.url(database) });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE "Setting" IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query("ROLLBACK");
    await client.end();
  };
}

async function exitOf(server: TestServer): Promise<number | null> {
  if (server.child.exitCode === null) await once(server.child, "exit");
  return server.child.exitCode;
}

test("SIGTERM lets a running request finish, closes idle connections and exits with code 0", async () => {
  const server = await startOnPostgres("drain");
  const spare = connect(Number(new URL(server.url).port), "localhost");
  spare.on("error", () => {});
  await once(spare, "connect");
  const release = await holdReads("drain");
  const reply = fetch(`${server.url}/readyz`);
  await sleep(300);
  const began = performance.now();
  server.child.kill("SIGTERM");
  await vi.waitFor(() => expect(fetch(`${server.url}/healthz`)).rejects.toThrow(), { timeout: 5000 });
  await release();
  const response = await reply;
  expect(response.status).toBe(200);
  expect(response.headers.get("connection")).toBe("close");
  expect(await response.text()).toBe("ready\n");
  expect(await exitOf(server)).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  await server.stop();
});

test("a second signal ends the process at once", async () => {
  const server = await startOnPostgres("twice");
  const release = await holdReads("twice");
  const reply = fetch(`${server.url}/readyz`).catch(() => "cut off");
  await sleep(200);
  server.child.kill("SIGTERM");
  await sleep(700);
  expect(server.child.exitCode).toBeNull();
  server.child.kill("SIGTERM");
  expect(await exitOf(server)).toBe(1);
  expect(await reply).toBe("cut off");
  await release();
  await server.stop();
});

test("/readyz is 503 while the database is down and 200 when it is back; /healthz stays 200", async () => {
  const server = await startOnPostgres("outage");
  const status = async (path: string) => (await fetch(server.url + path)).status;
  expect(await status("/readyz")).toBe(200);
  await postgres.halt();
  try {
    expect(await status("/readyz")).toBe(503);
    expect(await status("/healthz")).toBe(200);
  } finally {
    await postgres.resume();
  }
  await expect.poll(() => status("/readyz"), { timeout: 15_000 }).toBe(200);
  await server.stop();
});

test("invalid settings stop the start: each is named, without values or a stack trace", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "purser-e2e-"));
  const wrong = {
    PORT: "seventy",
    LISTEN_HOST: "hunter2:3000",
    DRAIN_SECONDS: "301",
    MAX_CONNECTIONS: "0",
    DATABASE_URL: "mysql://me:hunter2@db/x",
    AUTH_SECRET: "hunter2",
    LOG_LEVEL: "loud",
  };
  const child = spawn(process.execPath, ["dist/server.js"], {
    env: { ...process.env, NODE_ENV: "production", DATA_DIR: dataDir, ...wrong },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  rmSync(dataDir, { recursive: true, force: true });
  expect(code).toBe(1);
  for (const name of Object.keys(wrong)) expect(errors).toContain(name);
  expect(output + errors).not.toMatch(/hunter2|seventy|\n\s+at /);
});

test("an ADMIN_PASSWORD that is easy to guess stops the start, and the message doesn't contain it", async () => {
  const failure = await startServer({ ADMIN_USERNAME: "boss", ADMIN_PASSWORD: "baseball" }).then(
    () => "started",
    (error: Error) => error.message,
  );
  expect(failure).toContain("password: This is one of the most common passwords");
  expect(failure).not.toMatch(/baseball|\n\s+at /);
});

test("a port in use stops the start with a message", async () => {
  const server = await startServer();
  const port = new URL(server.url).port;
  await expect(startServer({ PORT: port })).rejects.toThrow(`Port ${port} is in use`);
  await server.stop();
});

test("a LISTEN_HOST of another machine stops the start with a message", async () => {
  const start = startServer({ LISTEN_HOST: "192.0.2.1" });
  await expect(start).rejects.toThrow("LISTEN_HOST 192.0.2.1 isn’t an address of this machine.");
});

test("an unreachable database stops the start with a message", async () => {
  const url = `postgresql://nobody:hunter2@127.0.0.1:${await freePort()}/none`;
  const failure = await startServer({ DATABASE_URL: url }).then(
    () => "started",
    (error: Error) => error.message,
  );
  expect(failure).toContain("The database isn’t responding");
  expect(failure).not.toContain("hunter2");
});

test("the start prints the address and how to create the first admin", async () => {
  const server = await startServer();
  expect(server.output()).toContain(`Purser is at ${server.url}`);
  expect(server.output()).toMatch(/\/setup .*code/);
  await server.stop();
});
