import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../lib/access/caller";
import type { CheckOutcome } from "../../lib/registry/check-outcome";
import { type Registry, startDistribution } from "./distribution";

const folder = mkdtempSync(join(tmpdir(), "purser-connect-"));
const PUBLIC_URL = "https://purser.acme.test";
const REALM = `${PUBLIC_URL}/service/token`;
/** Contains everything that YAML or quoting could break on. */
const SERVICE = 'The "Acme": registry #1 \\ yes';
const ISSUER = "{purser}: no";

let admin: Actor;
let registry: Registry;
let bundle: () => Promise<string>;
let check: (address: string) => Promise<CheckOutcome>;
let rotate: { announce: () => Promise<string>; switch: () => Promise<string> };
let closeDb: () => Promise<void>;

beforeAll(async () => {
  const DATABASE_URL = `file:${join(folder, "test.db")}`;
  Object.assign(process.env, { DATA_DIR: folder, DATABASE_URL, PUBLIC_URL });
  Object.assign(process.env, { REGISTRY_SERVICE: SERVICE, TOKEN_ISSUER: ISSUER });
  await (await import("../../prisma/migrate")).migrate(DATABASE_URL);
  admin = await (await import("../../testing/builders")).makeUser({ isAdmin: true });
  closeDb = (await import("../../lib/db/client")).disconnectDb;
  const { registryTrust } = await import("../../lib/registry/signing-keys");
  bundle = async () => (await registryTrust()).certificateBundle;
  const { checkRegistry } = await import("../../lib/registry/check");
  check = async (address) => (await checkRegistry(admin, { address })).outcome;
  const { announceSigningKey, switchSigningKey } = await import("../../lib/registry/service");
  rotate = { announce: () => announceSigningKey(admin), switch: () => switchSigningKey(admin) };
  registry = await startDistribution(await settings());
}, 60_000);

afterAll(async () => {
  await registry?.stop();
  await closeDb?.();
  rmSync(folder, { recursive: true, force: true });
});

const settings = async () => ({
  realm: REALM,
  service: SERVICE,
  issuer: ISSUER,
  certificatePem: await bundle(),
});

describe("Distribution 2.8.2 configured with the page's text and the downloaded certificate bundle", () => {
  beforeEach(async () => registry.restart(await settings()));

  test("passes the check, even if service and issuer need quoting", async () => {
    expect(await check(registry.url)).toEqual({ kind: "good", knowsNext: null });
  });

  test("a wrong realm is shown next to ours, and no token is sent", async () => {
    await registry.restart({ realm: "https://evil.test/service/token" });
    expect(await check(registry.url)).toEqual({
      kind: "other challenge",
      realm: { expected: REALM, found: "https://evil.test/service/token", isSame: false },
      service: { expected: SERVICE, found: SERVICE, isSame: true },
    });
    expect(registry.output()).not.toContain("purser:check");
  });

  test("a wrong service is shown next to ours", async () => {
    await registry.restart({ service: "other" });
    expect(await check(registry.url)).toMatchObject({
      kind: "other challenge",
      realm: { isSame: true },
      service: { expected: SERVICE, found: "other", isSame: false },
    });
  });

  test("a wrong issuer or certificate is detected with one of our tokens", async () => {
    await registry.restart({ issuer: "somebody" });
    expect(await check(registry.url)).toEqual({ kind: "token refused" });
    const { generateKeyMaterial } = await import("../../lib/registry/keys");
    const { certificatePem } = await generateKeyMaterial("ES256");
    await registry.restart({ ...(await settings()), certificatePem });
    expect(await check(registry.url)).toEqual({ kind: "token refused" });
  });

  test("during a rotation the check says when the registry trusts the next key and that you can switch", async () => {
    await rotate.announce();
    expect(await check(registry.url)).toEqual({ kind: "good", knowsNext: false });
    await registry.restart(await settings());
    expect(await check(registry.url)).toEqual({ kind: "good", knowsNext: true });
    await rotate.switch();
    expect(await check(registry.url)).toEqual({ kind: "good", knowsNext: null });
  });
});

test("a registry with basic authentication is recognized", async () => {
  const file = join(folder, "htpasswd");
  writeFileSync(file, "");
  const basic = await startDistribution(null, {
    REGISTRY_AUTH: "htpasswd",
    REGISTRY_AUTH_HTPASSWD_REALM: "inner realm",
    REGISTRY_AUTH_HTPASSWD_PATH: file,
  });
  const outcome = await check(basic.url).finally(basic.stop);
  expect(outcome).toEqual({ kind: "other scheme", scheme: "basic" });
});

test("a registry without authentication and one that is down are recognized", async () => {
  const open = await startDistribution(null);
  expect(await check(open.url).finally(open.stop)).toEqual({ kind: "open", status: 200 });
  expect(await check(open.url)).toEqual({ kind: "no answer", code: "ECONNREFUSED" });
});
