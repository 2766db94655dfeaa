import { X509Certificate } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { env } from "../env";
import { listSigningKeys, trustFiles } from "./key-list";
import { libtrustKeyId } from "./keys";
import { announceSigningKey, switchSigningKey } from "./service";
import { forgetKeyRing, keyRing } from "./signing-keys";

beforeEach(async () => {
  await getDb().signingKey.deleteMany();
  forgetKeyRing();
});

test("the list shows each key's state during a rotation, and when the old one is removed", async () => {
  const admin = await makeUser({ isAdmin: true });
  const states = async () => (await listSigningKeys(admin)).keys.map(({ kid, state }) => [kid, state]);
  const first = (await keyRing()).signing.kid;
  expect(await states()).toEqual([[first, "signing"]]);
  const next = await announceSigningKey(admin);
  expect(await states()).toEqual([
    [first, "signing"],
    [next, "announced"],
  ]);
  const before = Date.now();
  await switchSigningKey(admin, next);
  expect(await states()).toEqual([
    [next, "signing"],
    [first, "retired"],
  ]);
  const [signing, retired] = (await listSigningKeys(admin)).keys;
  expect(Date.parse(signing?.activeSince ?? "")).toBeGreaterThanOrEqual(before - 1000);
  expect(signing?.leavesAt).toBeNull();
  const leavesIn = Date.parse(retired?.leavesAt ?? "") - before;
  expect(leavesIn).toBeGreaterThan(env().TOKEN_TTL_SECONDS * 1000 + 60_000);
  expect(leavesIn).toBeLessThan(env().TOKEN_TTL_SECONDS * 1000 + 180_000);
});

test("the files contain every listed key at once, the one in use first, and nothing private", async () => {
  const admin = await makeUser({ isAdmin: true });
  const first = (await keyRing()).signing.kid;
  const next = await announceSigningKey(admin);
  const { certificateBundle, keySet } = await trustFiles(admin);
  const pems = certificateBundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/g) ?? [];
  expect(pems.join("")).toBe(certificateBundle);
  expect(pems.map((pem) => libtrustKeyId(new X509Certificate(pem).publicKey))).toEqual([first, next]);
  expect(keySet.keys.map(({ kid }) => kid)).toEqual([first, next]);
  for (const key of keySet.keys) expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
});

test("switching to a key other than the announced one changes nothing", async () => {
  const admin = await makeUser({ isAdmin: true });
  const first = (await keyRing()).signing.kid;
  const next = await announceSigningKey(admin);
  await expect(switchSigningKey(admin, first)).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await listSigningKeys(admin)).keys[0]?.kid).toBe(first);
  expect(await switchSigningKey(admin, next)).toBe(next);
});

test("only system admins can see keys and files", async () => {
  const person = await makeUser();
  await expect(listSigningKeys(person)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(trustFiles(person)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
