import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { endProcess, freePort, waitUntilResponding } from "../e2e/registry/distribution";
import type { Bench } from "./bench";

/** Starts `references/token.mjs`. @returns its address */
export async function startReference(bench: Bench, databaseUrl: string, keyFile?: string): Promise<string> {
  const port = await freePort();
  const child = spawn(process.execPath, [join("bench", "references", "token.mjs")], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      ...(keyFile && { KEY_FILE: keyFile }),
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const url = `http://127.0.0.1:${port}`;
  bench.onEnd(() => endProcess(child));
  await waitUntilResponding(url, child, outputOf(child));
  return url;
}

function outputOf(child: ChildProcess): () => string {
  let output = "";
  child.stderr?.on("data", (chunk) => (output += chunk));
  return () => output;
}
