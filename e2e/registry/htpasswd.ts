import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bcrypt from "bcryptjs";
import { endProcess, freePort, waitUntilResponding } from "./distribution";

/** bcrypt's minimum: a test's file needs no protection. */
const COST = 4;

const CONFIGURATION = "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /unset\nhttp:\n  addr: 127.0.0.1:0\n";

/**
 * Starts a registry with basic authentication for these people, to try any client's credentials on.
 * @param cost of the hashes
 */
export async function startHtpasswdRegistry(
  logins: readonly { loginName: string; secret: string }[],
  cost = COST,
): Promise<{ host: string; folder: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "purser-htpasswd-"));
  const port = await freePort();
  const lines = logins.map(({ loginName, secret }) => `${loginName}:${bcrypt.hashSync(secret, cost)}\n`);
  await writeFile(join(folder, "htpasswd"), lines.join(""));
  await writeFile(join(folder, "config.yml"), CONFIGURATION);
  // Not through pipes: a test that waits synchronously for a program can't empty them, which would block the registry.
  const logFile = join(folder, "log");
  const log = openSync(logFile, "w");
  const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      REGISTRY_HTTP_ADDR: `127.0.0.1:${port}`,
      REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: join(folder, "data"),
      REGISTRY_AUTH: "htpasswd",
      REGISTRY_AUTH_HTPASSWD_REALM: "test",
      REGISTRY_AUTH_HTPASSWD_PATH: join(folder, "htpasswd"),
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const stop = async () => {
    await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  };
  await waitUntilResponding(`http://127.0.0.1:${port}/v2/`, child, () => readFileSync(logFile, "utf8")).catch(
    async (error) => {
      await stop();
      throw error;
    },
  );
  return { host: `127.0.0.1:${port}`, folder, stop };
}
