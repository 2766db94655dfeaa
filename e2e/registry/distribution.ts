import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectGuides, realmOf } from "../../lib/registry/connect";

const BINARY = "docker-registry";
const START_LIMIT_MS = 15_000;

type Settings = { realm: string; service: string; issuer: string; certificatePem: string };

/** The text of the "Connect a registry" page, the only source of realm, service and issuer here. */
function pageText(settings: Settings | null): string {
  const { realm = realmOf(""), service = "registry", issuer = "purser" } = settings ?? {};
  const publicUrl = realm.slice(0, -realmOf("").length);
  const instance = {
    algorithm: "ES256",
    nextAlgorithm: null,
    withCertificate: false,
    registryHost: null,
    port: 3000,
  } as const;
  const guides = connectGuides({ ...instance, publicUrl, service, issuer });
  const file = settings ? "distribution-2.8.yml" : "distribution-behind-proxy.yml";
  const found = guides.flatMap(({ snippets }) => snippets).find((snippet) => snippet.file === file);
  if (!found || realmOf(publicUrl) !== realm) throw new Error(`no ${file} for ${realm}`);
  return found.code;
}

/** A running registry. `restart` reads the certificate bundle again; `stop` ends it and removes its data. */
export type Registry = {
  /** host:port, as in image names. */
  host: string;
  url: string;
  output: () => string;
  restart: (change?: Partial<Settings>) => Promise<void>;
  stop: () => Promise<void>;
};

/** A free port of 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/**
 * Ends a child by its id and waits until it is gone: SIGTERM first, SIGKILL after five seconds. Does nothing if it has
 * already exited.
 */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

/** Waits until `url` responds with any status. @throws Error with the child's output if it exits first or takes too long. */
export async function waitUntilResponding(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit; await sleep(50)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
  }
  throw new Error(`${url} did not come up:\n${output()}`);
}

/**
 * Starts Debian's docker-registry (Distribution 2.8.2) on a free loopback port with the configuration that the console
 * prints, the same as in `deploy/registry`; only paths and ports come from the environment. Without settings it requires
 * no credentials, as behind nginx, unless `environment` sets another kind of authentication.
 */
export async function startDistribution(
  given: Settings | null,
  environment: Record<string, string> = {},
): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), "purser-registry-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const bundle = join(folder, "bundle.pem");
  const config = join(folder, "config.yml");
  let settings = given;
  let text = "";
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    if (settings) await writeFile(bundle, settings.certificatePem);
    await writeFile(config, pageText(settings));
    const started = spawn(BINARY, ["serve", config], {
      env: {
        NODE_ENV: "test",
        PATH: process.env.PATH,
        REGISTRY_HTTP_ADDR: `127.0.0.1:${port}`,
        REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: join(folder, "data"),
        ...(settings && { REGISTRY_AUTH_TOKEN_ROOTCERTBUNDLE: bundle }),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.on("data", (chunk) => {
        text += String(chunk);
      });
    }
    await waitUntilResponding(`${url}/v2/`, started, () => text);
  }

  async function restart(change: Partial<Settings> = {}): Promise<void> {
    if (settings) settings = { ...settings, ...change };
    if (child) await endProcess(child);
    await start();
  }

  async function stop(): Promise<void> {
    if (child) await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  }

  await start().catch(async (error) => {
    await stop();
    throw error;
  });
  return { host: `127.0.0.1:${port}`, url, output: () => text, restart, stop };
}
