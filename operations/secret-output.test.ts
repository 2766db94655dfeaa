import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { StartError } from "@/lib/start-error";
import { type Connection, RequestFailed } from "@/operations/connection";
import { handOver, secretFile } from "@/operations/secret-output";

const connection = {} as Connection;

function target() {
  const folder = mkdtempSync(join(tmpdir(), "secret-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { format: null, file: join(folder, "ci.secret"), next: "look at it." };
}

test.each([
  ["robot$library+ci", "robot$library+ci.secret"],
  ["../../etc/cron.d/x", "_.._etc_cron.d_x.secret"],
  ["a/b\\c d\n", "a_b_c_d_.secret"],
])("the secret of %j goes to a file in this folder", (name, file) => {
  expect(secretFile(name)).toBe(file);
});

test("a refusal leaves no file and no doubt; no answer leaves no file, and says what may have happened", async () => {
  const { file, ...rest } = target();
  const refused = handOver(connection, { file, ...rest }, async () => {
    throw new RequestFailed("no such robot", 404, "NOT_FOUND");
  });
  await expect(refused).rejects.toThrow(/^no such robot$/);
  const cut = handOver(connection, { file, ...rest }, async () => {
    throw new StartError("It can’t be reached.");
  });
  await expect(cut).rejects.toThrow(/It can’t be reached.\nIt may have been done .*: look at it\./s);
  expect(existsSync(file)).toBe(false);
});

test("a secret goes to the file and not to standard output", async () => {
  const logged = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => logged.mockRestore());
  const { file, ...rest } = target();
  const made = { id: 1, name: "robot_a+ci", secret: "Secret1234", expires_at: -1 };
  await handOver(connection, { file, ...rest }, async () => made);
  expect(readFileSync(file, "utf8")).toBe("Secret1234\n");
  expect(JSON.stringify(logged.mock.calls)).not.toContain("Secret1234");
});
