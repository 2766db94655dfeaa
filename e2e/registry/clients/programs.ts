import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const FOLDERS = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
/** Daemons aren't on every user's PATH. */
export const PATH = FOLDERS.join(delimiter);
const NEEDED = ["docker-registry", "docker", "dockerd", "containerd", "ctr", "runc", "skopeo", "podman", "buildah"];
/** Longer than any client waits for anything here, however busy the machine is. */
const LIMIT_MS = 60_000;

/** A program's exit code and all its output. */
export type RunResult = { code: number | null; output: string };

/** Runs a program for up to a minute, with only the given environment. */
export async function run(
  command: string,
  args: readonly string[],
  options: { env: Record<string, string>; input?: string },
): Promise<RunResult> {
  const child = spawn(command, args, { env: { NODE_ENV: "test", PATH, ...options.env }, stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  // A program that exits without reading its input has printed the reason.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  clearTimeout(timer);
  return { code, output };
}

/** Like `run`, for commands that must succeed. @throws Error with the program's output */
export async function runOrFail(...call: Parameters<typeof run>): Promise<string> {
  const { code, output } = await run(...call);
  if (code !== 0) throw new Error(`${call[0]} ${call[1].join(" ")} ended with ${code}:\n${output}`);
  return output;
}

/** @throws Error naming what keeps the clients from running on this machine */
export function assertClientsCanRun(): void {
  const missing = NEEDED.filter((program) => !FOLDERS.some((folder) => existsSync(join(folder, program))));
  if (missing.length > 0) throw new Error(`not installed: ${missing.join(", ")}`);
  if (process.getuid?.() !== 0) throw new Error("dockerd and containerd need root");
}
