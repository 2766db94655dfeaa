// Temporary files of the tests in memory: SQLite waits for the disk at each commit, and tests commit thousands of times.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

const NEEDED_BYTES = 4 * 1024 ** 3;
const NAME = /^purser-tests-(\d+)-/;

/**
 * Makes a folder in memory, if this machine has one with enough room from which programs may run.
 * @param {string} parent
 * @returns {string | null}
 */
export function memoryFolder(parent = "/dev/shm") {
  try {
    removeLeftOvers(parent);
    const { bavail, bsize } = statfsSync(parent);
    if (Math.min(bavail * bsize, freemem()) < NEEDED_BYTES) return null;
    const folder = mkdtempSync(join(parent, `purser-tests-${process.pid}-`));
    // Like /tmp: Postgres and nginx run as other users.
    chmodSync(folder, 0o1777);
    if (runsPrograms(folder)) return folder;
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // There is no such folder, or we may not write to it.
  }
  return null;
}

/** Containers often forbid it. @param {string} folder */
function runsPrograms(folder) {
  const script = join(folder, "runs");
  writeFileSync(script, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  return spawnSync(script).status === 0;
}

/** Of runs that were killed: nothing else would free that memory. @param {string} parent */
function removeLeftOvers(parent) {
  for (const name of readdirSync(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
