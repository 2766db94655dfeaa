import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { keptSecret } from "@/lib/kept-secret";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-secret-"));
  file = join(folder, "auth-secret");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the secret is created once, for its owner only", () => {
  const secret = keptSecret(folder);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(keptSecret(folder)).toBe(secret);
  expect(readEnv({ DATA_DIR: folder }).AUTH_SECRET).toBe(secret);
});

test("a secret from an earlier version is kept, with or without a trailing newline", () => {
  const secret = "k".repeat(32);
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  expect(keptSecret(folder)).toBe(secret);
});

test.for([
  ["empty", ""],
  ["white space only", " \n"],
  ["short", "x".repeat(31)],
] as const)("a secret that is %s stops the start with a message and is not replaced", ([, content]) => {
  writeFileSync(file, content, { mode: 0o600 });
  expect(() => readEnv({ DATA_DIR: folder })).toThrow(/auth-secret (is empty|has fewer than 32 characters)\. Restore/);
  expect(readFileSync(file, "utf8")).toBe(content);
});

test.for([0o640, 0o604, 0o620, 0o666])(
  "a secret with mode %o stops the start with a message that does not show it",
  (mode) => {
    const secret = keptSecret(folder);
    chmodSync(file, mode);
    const message = catchMessage(() => readEnv({ DATA_DIR: folder }));
    expect(message).toContain(`mode ${mode.toString(8)}`);
    expect(message).toContain(`chmod 600 ${file}`);
    expect(message).not.toContain(secret);
  },
);

test("with AUTH_SECRET set no file is created, and an invalid one is ignored", () => {
  expect(readEnv({ DATA_DIR: folder, AUTH_SECRET: "a".repeat(32) }).AUTH_SECRET).toBe("a".repeat(32));
  expect(existsSync(file)).toBe(false);
});

function catchMessage(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}
