import { execFile } from "node:child_process";
import { join } from "node:path";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { onShutdown } from "@/lib/shutdown";
import { backupName, deleteOldBackups, isBackupDue } from "./files";

const CHECK_MS = 60_000;

/**
 * Writes a backup into BACKUP_DIR if one is due, in a process of its own, because SQLite copies without a pause.
 * @param script the `purser` command
 */
export async function backUpIfDue(script: string, stop: AbortSignal, now = new Date()): Promise<boolean> {
  const { BACKUP_DIR: folder, BACKUP_EVERY: every, BACKUP_KEEP: keep } = env();
  if (!folder || !isBackupDue(folder, every, now.getTime())) return false;
  const file = join(folder, backupName(now));
  await runCommand([script, "backup", file], stop);
  deleteOldBackups(folder, keep);
  log.info({ file }, "backup written");
  return true;
}

function runCommand(args: string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { signal }, (error, _, errors) => {
      if (error) reject(new Error(errors.trim() || error.message));
      else resolve();
    });
  });
}

/** Checks now and every minute. A failure is logged, and the next check tries again. */
export function startBackups(script: string): void {
  if (!env().BACKUP_DIR) return;
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const check = () => {
    running = running.then(async () => {
      try {
        await backUpIfDue(script, stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) log.error({ err: error }, "the backup failed; trying again in a minute");
      }
    });
  };
  const timer = setInterval(check, CHECK_MS);
  timer.unref();
  onShutdown(async () => {
    clearInterval(timer);
    stop.abort();
    await running;
  });
  check();
}
