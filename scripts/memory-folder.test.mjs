import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { memoryFolder } from "./memory-folder.mjs";

const parent = mkdtempSync(join(tmpdir(), "purser-memory-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test("a folder in which programs run is used if it has room, and none otherwise", () => {
  const made = memoryFolder(parent);
  // Less than the tests need is free on some machines.
  if (made === null) expect(freemem()).toBeLessThan(8 * 1024 ** 3);
  else expect(existsSync(made)).toBe(true);
  expect(memoryFolder(join(parent, "missing"))).toBeNull();
});

test("what a killed run left is removed, and what a running one uses is not", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const left = join(parent, `purser-tests-${pid}-left`);
  const used = join(parent, `purser-tests-${process.ppid}-used`);
  for (const folder of [left, used]) mkdirSync(folder);
  memoryFolder(parent);
  expect([existsSync(left), existsSync(used)]).toEqual([false, true]);
});
