import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import { startServer, type TestServer } from "../server";

const PASSWORD = "a long Phrase 7";
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const AS_ADMIN = basic("admin", PASSWORD);

type Robot = { id: number; name: string; secret: string };
type Done = { code: number; output: string };

let folder: string;
let settings: Record<string, string>;
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), "purser-command-"));
  writeFileSync(join(folder, "secret"), `${randomBytes(32).toString("hex")}\n`);
  writeFileSync(join(folder, "password"), `${PASSWORD}\n`);
  settings = {
    DATABASE_URL: `file:${join(folder, "purser.db")}`,
    AUTH_SECRET: "",
    AUTH_SECRET_FILE: join(folder, "secret"),
    ADMIN_USERNAME: "admin",
    ADMIN_PASSWORD_FILE: join(folder, "password"),
  };
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function purser(args: string[], more: Record<string, string> = {}): Promise<Done> {
  const env = { ...process.env, ...settings, ...more };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["dist/purser.js", ...args], { env }, (_, out, errors) =>
      resolve({ code: child.exitCode ?? -1, output: out + errors }),
    );
  });
}

async function createRobot({ url }: TestServer, name: string): Promise<Robot> {
  const permissions = [{ kind: "project", namespace: "kept", access: [{ resource: "repository", action: "pull" }] }];
  const response = await fetch(`${url}/api/v2.0/robots`, {
    method: "POST",
    headers: { Authorization: AS_ADMIN, "Content-Type": "application/json" },
    body: JSON.stringify({ name, duration: 30, level: "project", permissions }),
  });
  expect([response.status, name]).toEqual([201, name]);
  return (await response.json()) as Robot;
}

async function logIn({ url }: TestServer, { name, secret }: Robot): Promise<number> {
  const headers = { Authorization: basic(name, secret) };
  return (await fetch(`${url}/service/token?service=registry&scope=repository:kept/app:pull`, { headers })).status;
}

/** Creates robots until it is stopped. */
function keepCreating(server: TestServer): () => Promise<Robot[]> {
  let isStopped = false;
  const work = async () => {
    const made: Robot[] = [];
    while (!isStopped) made.push(await createRobot(server, `meanwhile-${made.length}`));
    return made;
  };
  const working = work();
  working.catch(() => {});
  return () => {
    isStopped = true;
    return working;
  };
}

async function startWithProject(more: Record<string, string>): Promise<TestServer> {
  const server = await startServer({ ...settings, ...more });
  const headers = { Authorization: AS_ADMIN, "Content-Type": "application/json" };
  const body = JSON.stringify({ project_name: "kept" });
  await fetch(`${server.url}/api/v2.0/projects`, { method: "POST", headers, body });
  return server;
}

let before: Robot;

test("a backup taken while robots are created brings them back, and is refused while Purser runs", async () => {
  const server = await startWithProject({ BACKUP_DIR: join(folder, "scheduled") });
  const { port } = new URL(server.url);
  const file = join(folder, "backup.db");
  try {
    before = await createRobot(server, "before");
    const stop = keepCreating(server);
    await sleep(200);
    const done = await purser(["backup", file]);
    expect(done).toMatchObject({ code: 0, output: expect.stringContaining("SHA-256") });
    expect((await stop()).length).toBeGreaterThan(0);
    expect(await purser(["restore", file])).toMatchObject({
      code: 1,
      output: expect.stringContaining("Stop it first"),
    });
    expect(await purser(["healthcheck"], { PORT: port })).toEqual({ code: 0, output: "ready\n" });
    await expect.poll(() => readdirSync(join(folder, "scheduled")).length, { timeout: 10_000 }).toBe(2);
  } finally {
    await server.stop();
  }
  expect((await purser(["healthcheck"], { PORT: port })).code).toBe(1);
  const restored = await purser(["restore", file]);
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining("✓ signing keys") });
  const again = await startServer(settings);
  try {
    expect(await logIn(again, before)).toBe(200);
  } finally {
    await again.stop();
  }
});

test("SQLite is copied to Postgres, where robots log in with their secrets and ids continue", async () => {
  await postgres.createDatabase("copied");
  const to = postgres.url("copied");
  const copied = await purser(["copy", "--to", to]);
  expect(copied).toMatchObject({ code: 0, output: expect.stringMatching(/✓ Robot: \d+ rows, the same/) });
  expect(copied.output).not.toContain(new URL(to).password);
  expect(await purser(["copy", "--to", to])).toMatchObject({ code: 1, output: expect.stringContaining("isn’t empty") });
  expect(await purser(["check"], { DATABASE_URL: to })).toMatchObject({ code: 0 });
  const [last] = (await purser(["check"])).output.split("\n");
  expect(last).toContain("✓ migrations");
  const server = await startServer({ ...settings, DATABASE_URL: to });
  try {
    expect(await logIn(server, before)).toBe(200);
    expect((await createRobot(server, "after-the-copy")).id).toBeGreaterThan(before.id);
  } finally {
    await server.stop();
  }
});

test("a command that doesn't exist, a missing operand and an unknown option say how it is used", async () => {
  expect(await purser(["destroy"])).toMatchObject({ code: 1, output: expect.stringContaining("There is no command") });
  expect(await purser(["backup"])).toEqual({ code: 1, output: "Usage: purser backup FILE\n" });
  const unknown = await purser(["restore", "x", "--force"]);
  expect(unknown).toMatchObject({ code: 1, output: expect.stringMatching(/--force[\s\S]*Usage: purser restore FILE/) });
  expect(await purser(["--help"])).toMatchObject({ code: 0, output: expect.stringContaining("purser healthcheck") });
});
