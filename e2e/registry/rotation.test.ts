import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnectDb } from "../../lib/db/client";
import { forgetKeyRing } from "../../lib/registry/signing-keys";
import { makeProject, makeRobot } from "../../testing/builders";
import type { TestServer } from "../server";
import { certificateBundle, startConsole, startRegistryOf } from "./console";
import type { Registry } from "./distribution";
import { putImage } from "./http-image";
import { type Credentials, type TokenClient, tokenClient } from "./token-client";

const WORKERS = 4;
/** The longest that a registry takes to restart on a busy machine. */
const GAP_MS = 30_000;
/** The minimum number of rounds per phase, so that every phase is under load. */
const LOGINS_A_PHASE = 20;

let server: TestServer;
let registry: Registry;
let robot: Credentials;
let client: TokenClient;

beforeAll(async () => {
  server = await startConsole({ LOG_LEVEL: "warn" });
  registry = await startRegistryOf(server);
  robot = await makeRobot({ project: await makeProject({ name: "docs" }) });
  client = tokenClient("127.0.0.1");
  const { token } = await client.logIn(server, robot, "repository:docs/site:pull,push");
  await putImage(registry, token, "docs/site");
}, 120_000);

afterAll(async () => {
  client?.close();
  await disconnectDb();
  await registry?.stop();
  await server?.stop();
}, 60_000);

/** Runs `npm run keys:rotate -- <step>` as the operator would. */
async function rotate(step: "announce" | "switch"): Promise<void> {
  const child = spawn(process.execPath, ["scripts/run.mjs", "scripts/rotate-keys.ts", step], {
    env: process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect([code, complained]).toEqual([0, ""]);
  expect(said).toMatch(step === "announce" ? /^Announced / : / is now the signing key\.$/m);
}

/** Pulls with a new token, retrying while the registry is down. @returns its status */
async function pull(token: string): Promise<number> {
  for (const limit = Date.now() + GAP_MS; ; await sleep(50)) {
    const headers = { Authorization: `Bearer ${token}`, Accept: "application/vnd.oci.image.manifest.v1+json" };
    const request = fetch(`${registry.url}/v2/docs/site/manifests/latest`, { headers });
    const status = await request
      .then((reply) => reply.arrayBuffer().then(() => reply.status))
      .catch((error: Error) => {
        if (Date.now() > limit) throw error;
      });
    if (status) return status;
  }
}

test("logins and pulls continue without a failure through announce, restart of the registry and switch", async () => {
  let logins = 0;
  let over = false;
  const failures: string[] = [];
  const signers = new Set<string | undefined>();
  const worker = async () => {
    while (!over) {
      const { status, token, message } = await client.logIn(server, robot, "repository:docs/site:pull");
      if (status !== 200) failures.push(`login ${status} ${message}`);
      else {
        signers.add(decodeProtectedHeader(token).kid);
        const pulled = await pull(token);
        if (pulled !== 200) failures.push(`pull ${pulled}`);
      }
      logins++;
      // Stops early, so that one defect doesn't produce thousands of failures.
      if (failures.length > 20) throw new Error(failures.join(", "));
    }
  };
  const underLoad = async () => {
    const enough = logins + LOGINS_A_PHASE;
    await expect.poll(() => logins >= enough, { timeout: 60_000 }).toBe(true);
  };
  const phases = async () => {
    await underLoad();
    await rotate("announce");
    await underLoad();
    forgetKeyRing();
    const bundle = await certificateBundle();
    expect(bundle.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    await registry.restart({ certificatePem: bundle });
    await underLoad();
    expect(signers.size).toBe(1);
    await rotate("switch");
    await underLoad();
    await expect.poll(() => signers.size, { timeout: 15_000 }).toBe(2);
    await underLoad();
  };
  await Promise.all([
    ...Array.from({ length: WORKERS }, worker),
    phases().finally(() => {
      over = true;
    }),
  ]);
  expect(failures).toEqual([]);
  expect(logins).toBeGreaterThanOrEqual(5 * LOGINS_A_PHASE);
}, 180_000);
