import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getToken, startDataPlane } from "@/testing/registry-server";
import { getDb } from "../db/client";
import { env } from "../env";
import { generateKeyMaterial, readSigningKey } from "./keys";
import { announceSigningKey, createFirstKey, switchSigningKey } from "./service";
import { forgetKeyRing, keyRing, registryTrust } from "./signing-keys";

const settings = vi.hoisted(() => ({ change: {} as Record<string, unknown> }));
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), ...settings.change }) };
});

const system = { type: "system", name: "test", address: null, requestId: null } as const;
const folder = mkdtempSync(join(tmpdir(), "purser-keys-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  settings.change = {};
  await getDb().signingKey.deleteMany();
  forgetKeyRing();
});

/** A copy of the module with a state of its own, as in another process. */
async function freshInstance() {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, Symbol.for("purser.registry.signing-keys"));
  return import("./signing-keys");
}

describe("the first key", () => {
  test("is created once, however many instances start together", async () => {
    await Promise.all(Array.from({ length: 8 }, () => createFirstKey("ES256")));
    const instances: Awaited<ReturnType<typeof freshInstance>>[] = [];
    for (let count = 0; count < 4; count += 1) instances.push(await freshInstance());
    const rings = await Promise.all(instances.map((instance) => instance.keyRing()));
    expect(await getDb().signingKey.count()).toBe(1);
    expect(new Set(rings.map(({ signing }) => signing.kid)).size).toBe(1);
    expect(await getDb().auditEvent.count({ where: { action: "signing-key.create" } })).toBe(1);
  });

  test("is stored encrypted and can't be used with another AUTH_SECRET", async () => {
    await keyRing();
    const [stored] = await getDb().signingKey.findMany();
    expect(JSON.stringify(stored)).not.toContain("PRIVATE KEY");
    expect(JSON.parse(stored?.publicJwk ?? "{}")).not.toHaveProperty("d");
    settings.change = { AUTH_SECRET: "quite another secret of thirty-two" };
    await expect((await freshInstance()).keyRing()).rejects.toThrow(/AUTH_SECRET/);
  });
});

describe("another TOKEN_ALGORITHM", () => {
  const rs256 = () => {
    settings.change = { TOKEN_ALGORITHM: "RS256" };
  };

  test("is announced once, whatever the number of instances, and the key in use keeps signing", async () => {
    const es = (await keyRing()).signing.kid;
    rs256();
    const instances: Awaited<ReturnType<typeof freshInstance>>[] = [];
    for (let count = 0; count < 4; count += 1) instances.push(await freshInstance());
    const rings = await Promise.all(instances.map((instance) => instance.keyRing()));
    for (const ring of rings) expect(ring.signing.kid).toBe(es);
    const ring = await (await freshInstance()).keyRing();
    expect(ring.listed.map(({ algorithm }) => algorithm)).toEqual(["ES256", "RS256"]);
    expect(await getDb().auditEvent.count({ where: { action: "signing-key.announce", actorType: "system" } })).toBe(1);
    await expect(announceSigningKey(system)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("signs only after the switch, on every instance, even one with the old setting", async () => {
    const es = (await keyRing()).signing.kid;
    rs256();
    const fresh = await freshInstance();
    const next = (await fresh.keyRing()).listed[1]?.kid;
    expect((await fresh.announcedKey())?.kid).toBe(next);
    expect(await switchSigningKey(system, next)).toBe(next);
    for (const TOKEN_ALGORITHM of ["RS256", "ES256"]) {
      settings.change = { TOKEN_ALGORITHM };
      const { signing, listed } = await (await freshInstance()).keyRing();
      expect([signing.kid, signing.algorithm]).toEqual([next, "RS256"]);
      expect(listed.map(({ kid }) => kid)).toContain(es);
    }
    const old = await getDb().signingKey.findUnique({ where: { kid: es } });
    expect([old?.slot, old?.privateKeyEncrypted]).toEqual([null, ""]);
    expect(await getDb().signingKey.count({ where: { slot: { startsWith: "active:" } } })).toBe(1);
  });

  test("reverted before the switch changes nothing, and a failed announcement doesn't stop tokens", async () => {
    const es = (await keyRing()).signing.kid;
    rs256();
    await (await freshInstance()).keyRing();
    settings.change = {};
    const ring = await (await freshInstance()).keyRing();
    expect(ring.signing.kid).toBe(es);
    await getDb().signingKey.deleteMany({ where: { slot: "announced:RS256" } });
    rs256();
    const fresh = await freshInstance();
    const service = await import("./service");
    const failing = vi.spyOn(service, "announceAlgorithm").mockRejectedValue(new Error("read-only"));
    expect((await fresh.keyRing()).signing.kid).toBe(es);
    expect((await fresh.readKeyRing()).signing.kid).toBe(es);
    expect(failing).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
  });

  test("keeps its own key if an earlier version left one in use for each algorithm", async () => {
    await createFirstKey("ES256");
    await createFirstKey("RS256");
    rs256();
    const rings = await Promise.all(Array.from({ length: 3 }, async () => (await freshInstance()).keyRing()));
    const kid = rings[0]?.signing.kid;
    expect(rings.map(({ signing }) => [signing.kid, signing.algorithm])).toEqual(Array(3).fill([kid, "RS256"]));
    settings.change = {};
    expect((await (await freshInstance()).keyRing()).signing.kid).toBe(kid);
    const slots = (await getDb().signingKey.findMany()).map(({ slot }) => slot).sort();
    expect(slots).toEqual(["active:RS256", "announced:ES256"]);
  });
});

describe("rotation", () => {
  test("announce lists the next key without using it; switch uses it and keeps listing the old one", async () => {
    const first = (await keyRing()).signing.kid;
    const next = await announceSigningKey(system);
    forgetKeyRing();
    const announced = await keyRing();
    expect(announced.signing.kid).toBe(first);
    expect(announced.publicJwks.map(({ kid }) => kid).sort()).toEqual([first, next].sort());
    expect((await registryTrust()).certificateBundle.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(await switchSigningKey(system)).toBe(next);
    forgetKeyRing();
    const switched = await keyRing();
    expect(switched.signing.kid).toBe(next);
    expect(switched.listed.map(({ kid }) => kid).sort()).toEqual([first, next].sort());
    const old = await getDb().signingKey.findUnique({ where: { kid: first } });
    expect([old?.slot, old?.privateKeyEncrypted]).toEqual([null, ""]);
  });

  test("an old key is listed until its last token has expired, and no longer", async () => {
    const first = (await keyRing()).signing.kid;
    await announceSigningKey(system);
    await switchSigningKey(system);
    const listedAfter = async (seconds: number) => {
      await getDb().signingKey.update({
        where: { kid: first },
        data: { retiredAt: new Date(Date.now() - seconds * 1000) },
      });
      forgetKeyRing();
      return (await keyRing()).listed.some(({ kid }) => kid === first);
    };
    expect(await listedAfter(env().TOKEN_TTL_SECONDS + 60)).toBe(true);
    expect(await listedAfter(env().TOKEN_TTL_SECONDS + 180)).toBe(false);
  });

  test("another instance signs with the new key within seconds, with no restart", async () => {
    const server = await startDataPlane();
    const robot = await makeRobot({ project: await makeProject() });
    const kid = async () => decodeProtectedHeader((await getToken(server, robot)).token).kid;
    const first = await kid();
    await announceSigningKey(system);
    const next = await switchSigningKey(system);
    await vi.waitFor(async () => expect(await kid()).toBe(next), { timeout: 4000, interval: 200 });
    expect(next).not.toBe(first);
    const keys = (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] };
    expect(keys.keys.map((key) => key.kid).sort()).toEqual([first, next].sort());
    await server.stop();
  });

  test("of concurrent calls one announces and one switches; the others get an error", async () => {
    await keyRing();
    const announced = await Promise.allSettled([announceSigningKey(system), announceSigningKey(system)]);
    const switched = await Promise.allSettled([
      switchSigningKey(system),
      switchSigningKey(system),
      switchSigningKey(system),
    ]);
    for (const results of [announced, switched]) {
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const result of results)
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "CONFLICT" });
    }
    expect(await getDb().signingKey.count({ where: { slot: "active:ES256" } })).toBe(1);
    await expect(switchSigningKey(system)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("is for system admins only, and a refused attempt is in the audit log", async () => {
    const person = await makeUser();
    for (const verb of [announceSigningKey, switchSigningKey]) {
      await expect(verb(person)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await getDb().auditEvent.count({ where: { actorName: person.username, result: "refused" } })).toBe(2);
    expect(await getDb().signingKey.count()).toBe(0);
    const admin = await makeUser({ isAdmin: true });
    const kid = await announceSigningKey(admin);
    expect(
      await getDb().auditEvent.count({
        where: { actorName: admin.username, action: "signing-key.announce", targetName: kid },
      }),
    ).toBe(1);
  });
});

describe("keys from files", () => {
  test("sign instead of the stored ones, which stay listed; rotation says to replace the files", async () => {
    const stored = (await keyRing()).signing.kid;
    const material = await generateKeyMaterial("RS256");
    const [TOKEN_KEY_FILE, TOKEN_CERT_FILE] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    writeFileSync(TOKEN_KEY_FILE, material.privateKeyPem);
    writeFileSync(TOKEN_CERT_FILE, material.certificatePem);
    settings.change = { TOKEN_KEY_FILE, TOKEN_CERT_FILE };
    const ring = await (await freshInstance()).keyRing();
    expect(ring.signing.kid).toBe(readSigningKey(material).kid);
    expect(ring.listed.map(({ kid }) => kid)).toEqual([ring.signing.kid, stored]);
    await expect(announceSigningKey(system)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("TOKEN_KEY_FILE"),
    });
  });
});
