import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "../../prisma/migrate";
import { startServer, type TestServer } from "../server";

const ADMIN = { username: "ada", password: "correct-Horse7" };
/** Room for about thirty robots in the write-ahead log. */
const FILLER_BYTES = 3 * 1024 * 1024;

let folder: string;
let path: string;
let server: TestServer | undefined;
let serial = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-file-"));
  path = join(folder, "purser.db");
});
afterEach(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: { fileLimitKiB?: number } = {}): Promise<TestServer> {
  const settings = {
    DATA_DIR: folder,
    DATABASE_URL: `file:${path}`,
    AUTH_SECRET: "the same for each of the servers in this file",
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
  };
  server = await startServer(settings, options);
  return server;
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

function send(on: TestServer, resource: string, body: object): Promise<Response> {
  return fetch(`${on.url}/api/v2.0/${resource}`, {
    method: "POST",
    headers: { Authorization: basic(ADMIN.username, ADMIN.password), "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

function createRobot(on: TestServer): Promise<Response> {
  const access = [{ resource: "repository", action: "pull" }];
  const permissions = [{ kind: "project", namespace: "app", access }];
  return send(on, "robots", { name: `robot-${++serial}`, duration: 30, level: "project", permissions });
}

async function logIn(on: TestServer, robot: { name: string; secret: string }): Promise<number> {
  const headers = { Authorization: basic(robot.name, robot.secret) };
  return (await fetch(`${on.url}/service/token?service=registry`, { headers })).status;
}

const QUERY = "SELECT count(*) FROM Robot";
const PYTHON = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]).fetchall(); c.close()";
const NODE = `const d = new (require("better-sqlite3"))(process.argv[1]); d.prepare(process.argv[2]).get(); d.close()`;

/**
 * Another program opens the database, reads and closes it, as a backup does. Recent versions of SQLite check twice before
 * they delete a write-ahead log; the versions that people have installed don't, so this deletes it first.
 */
function readFromOutside(): void {
  const programs = [
    ["sqlite3", path, QUERY],
    ["python3", "-c", PYTHON, path, QUERY],
    [process.execPath, "-e", NODE, path, QUERY],
  ] as const;
  for (const [program, ...args] of programs) {
    const { error, status: code, stderr } = spawnSync(program, args, { encoding: "utf8" });
    if (error && "code" in error && error.code === "ENOENT") continue;
    expect(code, stderr).toBe(0);
    return;
  }
}

/** Whether a process holds the lock that marks the database as in use; null if the system can't tell. */
function isLocked(): boolean | null {
  if (process.platform !== "linux") return null;
  return readFileSync("/proc/locks", "utf8").includes(`:${statSync(path).ino} `);
}

/** The database files that the process has open; null if the system can't tell. */
function openDatabaseFiles(pid: number): string[] | null {
  if (process.platform !== "linux") return null;
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      return [];
    }
  });
  return links.filter((link) => link.startsWith(path));
}

function storedRobots(): number {
  const database = new Database(path);
  try {
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    return Number(database.prepare("SELECT count(*) FROM Robot").pluck().get());
  } finally {
    database.close();
  }
}

async function kill(on: TestServer): Promise<void> {
  const ended = once(on.child, "exit");
  on.child.kill("SIGKILL");
  await ended;
}

const status = async (on: TestServer, place: string) => (await fetch(on.url + place)).status;

test("acknowledged writes survive a kill, even if other programs read the file after a login", async () => {
  let acknowledged = 0;
  for (let round = 0; round < 3; round++) {
    const running = await start();
    if (round === 0) expect((await send(running, "projects", { project_name: "app" })).status).toBe(201);
    const first = await createRobot(running);
    expect(first.status).toBe(201);
    acknowledged++;
    expect(await logIn(running, (await first.json()) as { name: string; secret: string })).toBe(200);
    expect(isLocked()).not.toBe(false);
    const wal = statSync(`${path}-wal`).ino;
    for (let write = 0; write < 2; write++) {
      readFromOutside();
      expect((await createRobot(running)).status).toBe(201);
      expect(await status(running, "/readyz")).toBe(200);
      acknowledged++;
    }
    readFromOutside();
    expect(existsSync(`${path}-wal`) && statSync(`${path}-wal`).ino).toBe(wal);
    const open = openDatabaseFiles(running.child.pid ?? 0);
    expect(open?.filter((link) => link.endsWith("(deleted)")) ?? []).toEqual([]);
    if (process.platform === "linux") expect(open).toContain(`${path}-wal`);
    await kill(running);
    expect(storedRobots()).toBe(acknowledged);
  }
}, 120_000);

const onLinux = test.runIf(process.platform === "linux");

onLinux(
  "the process has one copy of SQLite, because two wouldn't know of each other's locks",
  async () => {
    const running = await start();
    expect(await status(running, "/login")).toBe(200);
    const mapped = readFileSync(`/proc/${running.child.pid}/maps`, "utf8").match(/\S+better_sqlite3\S*\.node$/gm) ?? [];
    expect(new Set(mapped).size).toBe(1);
  },
  60_000,
);

/** Creates a database for a disk with room for its write-ahead log, but none for it to grow. @returns its size */
async function createLargeDatabase(): Promise<number> {
  await migrate(`file:${path}`);
  const database = new Database(path);
  database.exec("CREATE TABLE filler (content BLOB)");
  database.prepare("INSERT INTO filler VALUES (zeroblob(?))").run(FILLER_BYTES);
  database.close();
  return statSync(path).size;
}

test("a backup, a full disk and a normal stop leave the file intact", async () => {
  const running = await start({ fileLimitKiB: (await createLargeDatabase()) / 1024 });
  expect((await send(running, "projects", { project_name: "app" })).status).toBe(201);
  const first = await createRobot(running);
  expect(await logIn(running, (await first.json()) as { name: string; secret: string })).toBe(200);
  readFromOutside();
  let acknowledged = 1;
  let refused = 0;
  for (let write = 0; write < 200 && refused < 2; write++) {
    if ((await createRobot(running)).status === 201) acknowledged++;
    else refused++;
  }
  expect(refused).toBe(2);
  readFromOutside();
  await running.stop();
  expect(storedRobots()).toBe(acknowledged);
}, 120_000);

test("/readyz fails if the file is lost or damaged while running, and the log names it once", async () => {
  const running = await start();
  expect((await send(running, "projects", { project_name: "app" })).status).toBe(201);
  renameSync(path, `${path}.away`);
  expect(await status(running, "/readyz")).toBe(503);
  expect((await send(running, "projects", { project_name: "lost" })).status).toBe(503);
  renameSync(`${path}.away`, path);
  expect(await status(running, "/readyz")).toBe(200);
  expect((await send(running, "projects", { project_name: "kept" })).status).toBe(201);

  const files = openDatabaseFiles(running.child.pid ?? 0)?.length;
  for (let look = 0; look < 20; look++) expect(await status(running, "/readyz")).toBe(200);
  expect(openDatabaseFiles(running.child.pid ?? 0)?.length).toBe(files);

  writeFileSync(path, Buffer.alloc(statSync(path).size, "x"), { flag: "r+" });
  for (let look = 0; look < 3; look++) expect(await status(running, "/readyz")).toBe(503);
  expect(await status(running, "/healthz")).toBe(200);
  const lines = running
    .output()
    .split("\n")
    .filter((line) => line.includes("the database file"));
  expect(lines.length).toBe(3);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ file: path });
}, 60_000);

test("a removed database file stops the next start with a message", async () => {
  await (await start()).stop();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  await expect(start()).rejects.toThrow(
    new RegExp(`ended with code 1[^]*The database file ${path} is missing[^]*delete ${path}.created`),
  );
  rmSync(`${path}.created`);
  await start();
}, 60_000);
