import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** Durability can’t be observed without a power loss; the order of the calls can. */
const calls: string[] = [];
let linkFails: string | null = null;

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const names = new Map<number, string>();
  const kind = (path: unknown) => (statSync(String(path)).isDirectory() ? "folder" : "file");
  return {
    ...fs,
    openSync: (...args: Parameters<typeof fs.openSync>) => {
      const opened = fs.openSync(...args);
      names.set(opened, kind(args[0]));
      return opened;
    },
    fsyncSync: (opened: number) => {
      calls.push(`fsync ${names.get(opened)}`);
      fs.fsyncSync(opened);
    },
    linkSync: (...args: Parameters<typeof fs.linkSync>) => {
      if (linkFails) throw Object.assign(new Error("link"), { code: linkFails });
      calls.push("link");
      fs.linkSync(...args);
    },
    renameSync: (...args: Parameters<typeof fs.renameSync>) => {
      calls.push("rename");
      fs.renameSync(...args);
    },
  };
});

const { createDurably } = await import("@/lib/durable-file");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-durable-"));
  calls.length = 0;
  linkFails = null;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the content is synced before the file gets its name, and the name before the call returns", () => {
  const path = join(folder, "new", "secret");
  expect(createDurably(path, "content")).toBe(true);
  expect(calls).toEqual(["fsync file", "link", "fsync folder"]);
  expect(readFileSync(path, "utf8")).toBe("content");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "new"))).toEqual(["secret"]);
});

test("an existing file is left unchanged", () => {
  const path = join(folder, "secret");
  createDurably(path, "first");
  expect(createDurably(path, "second")).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("first");
});

test("on a file system without hard links the file is renamed into place", () => {
  linkFails = "ENOTSUP";
  const path = join(folder, "secret");
  expect(createDurably(path, "content")).toBe(true);
  expect(calls).toEqual(["fsync file", "rename", "fsync folder"]);
  expect(readFileSync(path, "utf8")).toBe("content");
});

test("a write that fails leaves nothing behind", () => {
  linkFails = "EIO";
  expect(() => createDurably(join(folder, "secret"), "content")).toThrow("link");
  expect(readdirSync(folder)).toEqual([]);
});
