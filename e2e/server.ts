import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_MS = 60_000;
const STOP_MS = 15_000;

/** A running console: the production build with its own database. */
export type TestServer = {
  url: string;
  databaseUrl: string;
  /** For tests of starting and stopping. */
  child: ChildProcess;
  /** All output of the process so far. Logs must never contain a secret. */
  output(): string;
  stop(): Promise<void>;
};

/** A free port on loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

type StartOptions = {
  /** None of its files can grow past so many KiB, as on a full disk. */
  fileLimitKiB?: number;
  /** An open file for the log, which then is not in `output()`. */
  stdout?: number | "pipe";
  /** The folder of another build. */
  folder?: string;
};

function spawnServer(
  environment: Record<string, string>,
  { fileLimitKiB, stdout = "pipe", folder = "." }: StartOptions,
): ChildProcess {
  const script = join(folder, "dist/server.js");
  const env = { ...process.env, NODE_ENV: "production" as const, ...environment };
  const stdio: ["ignore", number | "pipe", "pipe"] = ["ignore", stdout, "pipe"];
  if (fileLimitKiB === undefined) return spawn(process.execPath, [script], { env, stdio });
  // POSIX counts blocks of 512 bytes.
  const limited = 'ulimit -f "$1" && exec "$2" "$3"';
  return spawn("/bin/sh", ["-c", limited, "sh", String(fileLimitKiB * 2), process.execPath, script], { env, stdio });
}

/**
 * Starts `dist/server.js` and waits until it is ready.
 * @param settings environment variables, in addition to a new data folder and a free port
 * @throws Error with the server's output if it isn't ready within a minute
 */
export async function startServer(
  settings: Record<string, string> = {},
  options: StartOptions = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "purser-e2e-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = {
    PORT: String(port),
    PUBLIC_URL: url,
    DATA_DIR: dataDir,
    DATABASE_URL: `file:${join(dataDir, "purser.db")}`,
    AUTH_SECRET: randomBytes(32).toString("hex"),
    LOG_LEVEL: "info",
    // No proxy sends these servers requests while they stop.
    DRAIN_SECONDS: "0",
    ...settings,
  };
  const child = spawnServer(environment, options);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const stop = () => end(child).finally(() => rmSync(dataDir, { recursive: true, force: true }));
  try {
    await ready(url, child);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${output}`);
  }
  return { url, databaseUrl: environment.DATABASE_URL, child, output: () => output, stop };
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error("The server wasn't ready in time.");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(hard);
}
