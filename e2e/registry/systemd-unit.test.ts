import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

/** In tenths, as `--threshold` counts. */
const MAX_EXPOSURE = 20;
const analyze = (...args: string[]) => promisify(execFile)("systemd-analyze", args);

let folder: string;
let unit: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-unit-"));
  unit = join(folder, "purser.service");
  // The check also looks for the program and the documentation, which are elsewhere on this machine.
  const text = readFileSync("deploy/systemd/purser.service", "utf8");
  writeFileSync(unit, text.replace("/usr/bin/node", process.execPath).replaceAll("/opt/purser", process.cwd()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("systemd accepts the unit without a warning", async () => {
  const { stdout, stderr } = await analyze("verify", "--man=no", unit);
  expect(stdout + stderr).toBe("");
});

test("the unit exposes at most 2.0 of 10 to an attacker in the process", async () => {
  const { stdout } = await analyze("security", "--offline=yes", `--threshold=${MAX_EXPOSURE}`, "--no-pager", unit);
  console.log(/Overall exposure level.*/.exec(stdout)?.[0]);
  expect(stdout).toContain("Overall exposure level");
});
