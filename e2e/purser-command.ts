import { execFile } from "node:child_process";
import { resolve } from "node:path";

export type Done = { code: number; out: string; errors: string };

/** Runs the built command in a folder. @param settings environment variables, such as PURSER_URL */
export function runPurser(
  folder: string,
  args: readonly string[],
  settings: Record<string, string>,
  input?: string,
): Promise<Done> {
  return new Promise((done) => {
    const options = { env: { ...process.env, ...settings }, cwd: folder };
    const child = execFile(process.execPath, [resolve("dist/purser.js"), ...args], options, (_, out, errors) =>
      done({ code: child.exitCode ?? -1, out, errors }),
    );
    child.stdin?.end(input);
  });
}
