import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./distribution";

const START_MS = 60_000;
/** A user that nothing knows, in the group that the image lets write. */
const IDENTITY = { uid: 12_345, gid: 0 };
const isRoot = process.getuid?.() === 0;

/** What the Dockerfile says about running the image. */
export type Recipe = { command: string[]; healthcheck: string[]; env: Record<string, string>; folder: string };

export function readRecipe(): Recipe {
  const text = readFileSync("Dockerfile", "utf8");
  const find = (pattern: RegExp) => pattern.exec(text.slice(text.lastIndexOf("\nFROM ")))?.[1] ?? "";
  return {
    command: JSON.parse(find(/^CMD (.+)$/m)) as string[],
    healthcheck: JSON.parse(find(/^HEALTHCHECK .* CMD (.+)$/m)) as string[],
    env: Object.fromEntries(
      find(/^ENV (.+)$/m)
        .split(" ")
        .map((pair) => pair.split("=", 2)),
    ),
    folder: find(/^WORKDIR (.+)$/m),
  };
}

/** Libraries that distroless has: those of C and C++. @returns their paths on this machine */
function libraries(...programs: string[]): string[] {
  const lines = programs.flatMap((program) => execFileSync("ldd", [program], { encoding: "utf8" }).split("\n"));
  const found = lines.flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
  return [...new Set(found)];
}

function sizeOf(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** The root folder that the Dockerfile describes, around the files of the image. */
export function rootOf(app: string): { flags: string[]; bytes: number } {
  const [driver] = readdirSync(join(app, "node_modules/better-sqlite3/build/Release")).filter((name) =>
    name.endsWith(".node"),
  );
  const libs = libraries(process.execPath, join(app, "node_modules/better-sqlite3/build/Release", driver ?? ""));
  const bound = libs.flatMap((path) => ["--ro-bind", path, path]);
  const flags = [
    ...["--unshare-user", "--unshare-ipc", "--unshare-uts", "--unshare-pid", "--as-pid-1", "--cap-drop", "ALL"],
    ...["--uid", String(IDENTITY.uid), "--gid", String(IDENTITY.gid)],
    ...bound,
    ...["--ro-bind", process.execPath, "/nodejs/bin/node", "--ro-bind", app, "/app"],
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
  ];
  return { flags, bytes: sizeOf(app) + [process.execPath, ...libs].reduce((sum, path) => sum + sizeOf(path), 0) };
}

export type Container = {
  url: string;
  child: ChildProcess;
  /** From its start until it was ready. */
  readyMs: number;
  output: () => string;
  /** Runs the image's health check in it. @returns the exit code */
  checkHealth: () => Promise<number>;
  /** Stops it with SIGTERM. @returns the exit code */
  stop: () => Promise<number | null>;
};

/** Runs the image with a read-only root, no capabilities and only /data and /tmp writable. */
export async function runImage(root: string[], settings: Record<string, string>): Promise<Container> {
  const data = mkdtempSync(join(tmpdir(), "purser-image-data-"));
  if (isRoot) chownSync(data, 65_532, 0);
  chmodSync(data, 0o770);
  const { command, healthcheck, env, folder } = readRecipe();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const given = {
    ...env,
    PORT: String(port),
    PUBLIC_URL: url,
    LISTEN_HOST: "127.0.0.1",
    DRAIN_SECONDS: "0",
    ...settings,
  };
  const flags = [
    ...root,
    ...["--bind", data, "/data", "--remount-ro", "/", "--chdir", folder, "--clearenv"],
    ...Object.entries(given).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
  const start = (words: string[]) =>
    spawn("bwrap", ["--info-fd", "3", "--die-with-parent", ...flags, ...words], {
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      ...(isRoot ? IDENTITY : {}),
    });
  const began = performance.now();
  const child = start(command);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  let about = "";
  child.stdio[3]?.on("data", (chunk) => (about += chunk));
  const exitOf = (running: ChildProcess) =>
    new Promise<number | null>((resolve) => {
      if (running.exitCode !== null || running.signalCode !== null) resolve(running.exitCode);
      else running.once("exit", resolve);
    });
  const stop = async () => {
    // Its process 1. bubblewrap itself doesn't pass signals on.
    if (child.exitCode === null) process.kill((JSON.parse(about) as { "child-pid": number })["child-pid"], "SIGTERM");
    const code = await exitOf(child);
    rmSync(data, { recursive: true, force: true });
    return code;
  };
  for (const limit = began + START_MS; ; await sleep(20)) {
    if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) break;
    if (child.exitCode !== null || performance.now() > limit) {
      await stop();
      throw new Error(`The image didn’t become ready:\n${output}`);
    }
  }
  const checkHealth = async () => (await exitOf(start(healthcheck))) ?? -1;
  return { url, child, readyMs: performance.now() - began, output: () => output, checkHealth, stop };
}

/** A folder for the image's files that its user can reach. */
export function imageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "purser-image-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "app"));
  return folder;
}
