import fc from "fast-check";
import { expect, test } from "vitest";
import { manualSecretSchema, secretRules } from "@/lib/robots/schema";
import { shouldRestore, storedForm, verifySecret } from "./schemes";
import { generateSecret, hashGeneratedSecret, hashManualSecret, STOPPED } from "./secret";

test("a generated secret has 32 characters of [A-Za-z0-9] with each class at least once", () => {
  for (let round = 0; round < 2000; round++) {
    const secret = generateSecret();
    expect(secret).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(/[A-Z]/.test(secret) && /[a-z]/.test(secret) && /[0-9]/.test(secret)).toBe(true);
  }
});

test("the last six characters are the CRC32 of the others in base 62", () => {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (let round = 0; round < 500; round++) {
    const secret = generateSecret();
    const value = [...secret.slice(26)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
    expect(value).toBe(bitwiseCrc32(secret.slice(0, 26)));
  }
  expect(bitwiseCrc32("123456789")).toBe(0xcbf43926);
});

/** CRC-32/ISO-HDLC, written out, so that the test doesn't share code with what it tests. */
function bitwiseCrc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

test("the random part is uniform over 62 characters (chi-square over 100,000)", () => {
  const counts = new Map<string, number>();
  let total = 0;
  while (total < 100_000) {
    for (const character of generateSecret().slice(0, 26)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
      total++;
    }
  }
  // Each class at least once shifts digits by under 1 in 1,000; the bound is the 1 - 1e-9 quantile for 61 degrees.
  const expected = total / 62;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(62);
  expect(chiSquare).toBeLessThan(145);
});

test("the hash of a generated secret matches only that secret", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 64 }), fc.string({ maxLength: 64 }), async (own, other) => {
      const stored = hashGeneratedSecret(own);
      expect(stored.startsWith("sha256$")).toBe(true);
      expect(await verifySecret(stored, own)).toBe(true);
      expect(await verifySecret(stored, other)).toBe(own === other);
    }),
  );
});

test("the hash of a manual secret is bcrypt at cost 12 and matches only that secret", async () => {
  const stored = await hashManualSecret("Passw0rdX");
  expect(stored).toMatch(/^bcrypt\$\$2[aby]\$12\$/);
  expect(await verifySecret(stored, "Passw0rdX")).toBe(true);
  expect(await verifySecret(stored, "Passw0rdY")).toBe(false);
});

test("Harbor’s own vector of a stretched secret matches its secret and no other", async () => {
  const stored = "pbkdf2-sha256$4096$salt$83d3d6f3e7cacb040423adf7ced63d21";
  expect(await verifySecret(stored, "content")).toBe(true);
  for (const secret of ["Content", "content ", "", "salt"]) expect(await verifySecret(stored, secret)).toBe(false);
});

test.each([
  "pbkdf2-sha256$4096$salt$83d3d6f3e7cacb04",
  "pbkdf2-sha256$0$salt$83d3d6f3e7cacb040423adf7ced63d21",
  "pbkdf2-sha256$1000001$salt$83d3d6f3e7cacb040423adf7ced63d21",
  "pbkdf2-sha256$4096$$83d3d6f3e7cacb040423adf7ced63d21",
])("the malformed %s matches nothing", async (stored) => {
  expect(await verifySecret(stored, "content")).toBe(false);
});

test("a secret from elsewhere is stored as SHA-256 if nobody can guess it, else stretched", async () => {
  expect(await storedForm(generateSecret())).toMatch(/^sha256\$/);
  expect(await storedForm("Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa")).toMatch(/^bcrypt\$/);
  const long = await storedForm("glrt-".padEnd(100, "Aa1x"));
  expect(long).toMatch(/^pbkdf2-sha256\$/);
  expect(await verifySecret(long, "glrt-".padEnd(100, "Aa1x"))).toBe(true);
  expect(await verifySecret(long, "glrt-".padEnd(101, "Aa1x"))).toBe(false);
});

test("what another registry stored is replaced, what Purser stored is not", async () => {
  expect(shouldRestore("pbkdf2-sha256$4096$salt$83d3d6f3e7cacb040423adf7ced63d21", "content")).toBe(true);
  expect(shouldRestore("bcrypt$$2y$05$abc", "content")).toBe(true);
  expect(shouldRestore(await hashManualSecret("content"), "content")).toBe(false);
  expect(shouldRestore(hashGeneratedSecret("content"), "content")).toBe(false);
});

test("a stored hash of an unknown scheme matches nothing", async () => {
  for (const stored of ["", "plain$abc", "sha256$", "abc", "learn$1", STOPPED])
    expect(await verifySecret(stored, "abc")).toBe(false);
});

const printable = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });

test("a manual secret is accepted exactly when it meets every rule", () => {
  fc.assert(
    fc.property(fc.oneof(printable, fc.string({ unit: "binary", maxLength: 24 })), (secret) => {
      const met =
        secret.length >= 8 &&
        secret.length <= 20 &&
        /[A-Z]/.test(secret) &&
        /[a-z]/.test(secret) &&
        /\d/.test(secret) &&
        [...secret].every((character) => character > " " && character <= "~");
      expect(manualSecretSchema(20).safeParse(secret).success).toBe(met);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["Short1a", "length"],
  ["NoDigitsHere", "digit"],
  ["nouppercase1", "upper"],
  ["NOLOWERCASE1", "lower"],
  ["With space1A", "characters"],
  ["Ünicode1Abcd", "characters"],
  ["TooLongForTheLimit123", "length"],
])("%s breaks only the rule “%s”", (secret, rule) => {
  expect(
    secretRules(20)
      .filter(({ test: met }) => !met(secret))
      .map(({ id }) => id),
  ).toEqual([rule]);
});
