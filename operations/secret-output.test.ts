import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { StartError } from "@/lib/start-error";
import { type Connection, RequestFailed } from "@/operations/connection";
import { handOver, secretFileOf } from "@/operations/secret-output";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-secret-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const connection = {} as Connection;
const target = (name: string) => ({ format: null, file: join(folder, name) });

test.each([
  ["robot$docs+ci", "robot$docs+ci.secret"],
  ["../../etc/cron.d/x", "__.._etc_cron.d_x.secret"],
  ["..", "_.secret"],
  ["a\\b\u001b[2J", "a_b__2J.secret"],
])("the default file of %j stays in the folder", (name, file) => {
  expect(secretFileOf(name)).toBe(file);
});

test("a secret is written to its file; without a reply no file stays, and the error says that it may exist", async () => {
  await handOver(connection, target("a"), async () => ({ id: 1, name: "a", secret: "S3cret", expires_at: -1 }));
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("S3cret\n");
  const fails = (error: Error) => handOver(connection, target("b"), () => Promise.reject(error));
  await expect(fails(new StartError("No answer."))).rejects.toThrow(/^No answer\. If .*robots rotate/);
  await expect(fails(new RequestFailed("refused", 403, "FORBIDDEN"))).rejects.toThrow(/^refused$/);
  expect(readdirSync(folder)).toEqual(["a"]);
});
