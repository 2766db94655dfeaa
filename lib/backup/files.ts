import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const NAME = /^purser-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.db$/;

/** The name of the backup that begins at `now`. */
export function backupName(now: Date): string {
  return `purser-${now.toISOString().slice(0, 19).replaceAll(":", "-")}Z.db`;
}

type Kept = { file: string; at: number };

/** The scheduled backups in a folder, newest first. Other files there are never touched. */
export function keptBackups(folder: string): Kept[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name): Kept[] => {
      const [, day, hour, minute, second] = NAME.exec(name) ?? [];
      if (day === undefined) return [];
      return [{ file: join(folder, name), at: Date.parse(`${day}T${hour}:${minute}:${second}Z`) }];
    })
    .sort((a, b) => b.at - a.at);
}

/** Deletes the oldest scheduled backups with their descriptions. */
export function deleteOldBackups(folder: string, keep: number): void {
  for (const { file } of keptBackups(folder).slice(keep))
    for (const path of [file, `${file}.json`]) rmSync(path, { force: true });
}

const UNIT_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** BACKUP_EVERY in milliseconds. */
export function intervalMs(every: string): number {
  return Number.parseInt(every, 10) * (UNIT_MS[every.at(-1) ?? ""] ?? 0);
}
