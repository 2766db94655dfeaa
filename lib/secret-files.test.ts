import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "./env";
import { SECRET_SETTINGS } from "./secret-files";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-secrets-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(content: string): string {
  const path = join(folder, `secret-${Math.random().toString(36).slice(2)}`);
  writeFileSync(path, content);
  return path;
}

function faultOf(source: Record<string, string>): string {
  try {
    readEnv(source);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

const SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2";
const VALUES: Record<(typeof SECRET_SETTINGS)[number], string> = {
  AUTH_SECRET: SECRET,
  ADMIN_PASSWORD: "a long Phrase 7",
  DATABASE_URL: "postgresql://purser:hunter2@db/purser",
  METRICS_TOKEN: "hunter2-hunter2-hunter2",
  SMTP_URL: "smtp://purser:hunter2@mail:587",
  SMTP_PASSWORD: "hunter2-hunter2",
};
/** What each setting needs beside it. */
const BESIDE: Record<string, Record<string, string>> = {
  ADMIN_PASSWORD: { AUTH_SECRET: SECRET, ADMIN_USERNAME: "ada" },
  DATABASE_URL: { AUTH_SECRET: SECRET },
  METRICS_TOKEN: { AUTH_SECRET: SECRET },
  SMTP_URL: { AUTH_SECRET: SECRET, SMTP_FROM: "purser@example.com" },
};

test.each(SECRET_SETTINGS)("%s can come from a file, without its last newline", (name) => {
  const settings = readEnv({ ...BESIDE[name], [`${name}_FILE`]: fileWith(`${VALUES[name]}\n`) });
  expect(settings[name]).toBe(VALUES[name]);
});

test("spaces in a secret are kept, and so are newlines inside it", () => {
  expect(readEnv({ AUTH_SECRET_FILE: fileWith(` ${SECRET} \nx \r\n`) }).AUTH_SECRET).toBe(` ${SECRET} \nx `);
});

test("a setting and its file together are refused", () => {
  const fault = faultOf({ AUTH_SECRET: SECRET, AUTH_SECRET_FILE: fileWith(SECRET) });
  expect(fault).toContain("AUTH_SECRET and AUTH_SECRET_FILE are both set");
  expect(fault).not.toContain("hunter2");
});

test("an empty setting beside its file counts as not set, as compose files write it", () => {
  expect(readEnv({ AUTH_SECRET: "", AUTH_SECRET_FILE: fileWith(SECRET) }).AUTH_SECRET).toBe(SECRET);
});

test("a file that is missing, empty, a folder or holds an invalid value is named, never what it holds", () => {
  mkdirSync(join(folder, "sub"));
  const short = fileWith("hunter2");
  const wrong = fileWith("mysql://me:hunter2@db/x\n");
  const empty = fileWith("\n");
  expect(faultOf({ AUTH_SECRET_FILE: join(folder, "none") })).toContain(
    `${join(folder, "none")} can’t be read: there is`,
  );
  expect(faultOf({ AUTH_SECRET_FILE: join(folder, "sub") })).toContain("it’s a folder");
  expect(faultOf({ AUTH_SECRET_FILE: empty })).toContain(`AUTH_SECRET_FILE ${empty} is empty`);
  const faults = faultOf({ AUTH_SECRET_FILE: short, DATABASE_URL_FILE: wrong });
  expect(faults).toContain(`AUTH_SECRET_FILE ${short}: the value must have at least 32 characters`);
  expect(faults).toContain(`DATABASE_URL_FILE ${wrong}: the value must be file:`);
  expect(faults).not.toContain("hunter2");
});
