import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Env } from "@/lib/env";
import type { Task } from "@/lib/jobs/task";
import { log } from "@/lib/log";
import { backupName, deleteOldBackups, intervalMs } from "./files";

/**
 * Scheduled backups into BACKUP_DIR, if it is set. They run in a process of their own, because SQLite copies without a pause.
 * @param script the `purser` command
 */
export function backupTasks(
  {
    BACKUP_DIR: folder,
    BACKUP_EVERY: every,
    BACKUP_KEEP: keep,
  }: Pick<Env, "BACKUP_DIR" | "BACKUP_EVERY" | "BACKUP_KEEP">,
  script: string,
): Task[] {
  if (!folder) return [];
  const run = async (stop: AbortSignal) => {
    const file = join(folder, backupName(new Date()));
    await runCommand([script, "backup", file], stop);
    deleteOldBackups(folder, keep);
    log.info({ file }, "backup written");
  };
  return [{ name: "backup", everyMs: intervalMs(every), by: "one", run }];
}

function runCommand(args: string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { signal }, (error, _, errors) => {
      if (error) reject(new Error(errors.trim() || error.message));
      else resolve();
    });
  });
}
