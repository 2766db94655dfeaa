// Runs a command in its own process group, so that nothing it started outlives it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Running groups, by the id of their first process. @type {Set<number>} */
const running = new Set();
let stopping = false;

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has already ended.
  }
}

/** Ends all running commands, with SIGTERM first so that they can clean up. */
export async function stopAll() {
  stopping = true;
  for (const pid of running) signalGroup(pid, "SIGTERM");
  for (let waited = 0; running.size > 0 && waited < 8_000; waited += 100)
    await new Promise((resolve) => setTimeout(resolve, 100));
  for (const pid of running) signalGroup(pid, "SIGKILL");
}

/**
 * Runs a command without standard input and passes its output on line by line.
 * @param {{command: string[], cwd: string, env?: NodeJS.ProcessEnv, limitMs: number, onLine: (line: string) => void}} job
 * @returns {Promise<{exitCode: number | null, timedOut: boolean, ms: number}>}
 */
export function run({ command: [file = "", ...args], cwd, env = process.env, limitMs, onLine }) {
  const began = performance.now();
  if (stopping) return Promise.resolve({ exitCode: null, timedOut: false, ms: 0 });
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let timedOut = false;
    /** @type {NodeJS.Timeout | undefined} */
    let hard;
    const limit = setTimeout(() => {
      timedOut = true;
      signalGroup(child.pid, "SIGTERM");
      hard = setTimeout(() => signalGroup(child.pid, "SIGKILL"), 5_000);
    }, limitMs);
    const done = (/** @type {number | null} */ exitCode) => {
      clearTimeout(limit);
      clearTimeout(hard);
      if (child.pid) running.delete(child.pid);
      resolve({ exitCode, timedOut, ms: performance.now() - began });
    };
    if (child.pid) running.add(child.pid);
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
    child.once("error", (error) => {
      onLine(error.message);
      done(null);
    });
    child.once("exit", (code) => {
      // Kills leftover processes, including any that hold the output open.
      signalGroup(child.pid, "SIGKILL");
      const late = setTimeout(done, 2_000, code);
      child.once("close", () => {
        clearTimeout(late);
        done(code);
      });
    });
  });
}
