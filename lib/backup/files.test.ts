import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { backupName, deleteOldBackups, intervalMs, keptBackups } from "./files";

const HOUR = 3_600_000;
const now = Date.parse("2026-11-27T23:15:07.900Z");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-backups-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function make(hoursAgo: number): string {
  const name = backupName(new Date(now - hoursAgo * HOUR));
  for (const end of ["", ".json"]) writeFileSync(join(folder, name + end), "");
  return name;
}

test("a backup is named by its time in UTC, which is read back", () => {
  expect(make(0)).toBe("purser-2026-11-27T23-15-07Z.db");
  expect(keptBackups(folder)).toEqual([{ file: join(folder, "purser-2026-11-27T23-15-07Z.db"), at: now - 900 }]);
});

test("an interval is in minutes, hours or days", () => {
  expect([intervalMs("90m"), intervalMs("6h"), intervalMs("2d")]).toEqual([1.5 * HOUR, 6 * HOUR, 48 * HOUR]);
});

test("the newest backups are kept with their descriptions, and other files are never deleted", () => {
  const [newest, second] = [1, 2, 3, 4].map(make);
  const other = "purser-by-hand.db";
  writeFileSync(join(folder, other), "");
  deleteOldBackups(folder, 2);
  expect(readdirSync(folder).sort()).toEqual([second, `${second}.json`, newest, `${newest}.json`, other].sort());
});
