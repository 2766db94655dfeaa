import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { generateKeyMaterial, libtrustKeyId, openPrivateKey, readSigningKey, sealPrivateKey } from "./keys";

const SECRET = "0123456789abcdef0123456789abcdef";

describe("generateKeyMaterial", () => {
  test.each([
    ["ES256" as const, "ec"],
    ["RS256" as const, "rsa"],
  ])("generates a key for %s with a certificate that is valid for years", async (algorithm, type) => {
    const material = await generateKeyMaterial(algorithm);
    const certificate = new X509Certificate(material.certificatePem);
    const key = createPrivateKey(material.privateKeyPem);
    expect(key.asymmetricKeyType).toBe(type);
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(createPublicKey(key))).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 9 * 365 * 86_400_000);
    expect(readSigningKey(material).algorithm).toBe(algorithm);
  });

  test("never generates the same key or serial number twice", async () => {
    const [one, two] = await Promise.all([generateKeyMaterial("ES256"), generateKeyMaterial("ES256")]);
    expect(one.privateKeyPem).not.toBe(two.privateKeyPem);
    expect(new X509Certificate(one.certificatePem).serialNumber).not.toBe(
      new X509Certificate(two.certificatePem).serialNumber,
    );
  });
});

describe("libtrustKeyId", () => {
  test("agrees with the value libtrust computes for a known key", () => {
    // The key and fingerprint of the libtrust example in the Docker token specification.
    const jwk = {
      kty: "EC",
      crv: "P-256",
      x: "m7zUpx3b-zmVE5cymSs64POG9QcyEpJaYCD82-549_Q",
      y: "dU3biz8sZ_8GPB-odm8Wxz3lNDr1xcAQQPQaOcr1fmc",
    };
    const id = libtrustKeyId(createPublicKey({ key: jwk, format: "jwk" }));
    expect(id).toBe("PYYO:TEWU:V7JH:26JV:AQTZ:LJC3:SXVJ:XGHA:34F2:2LAQ:ZRMK:Z7Q6");
  });

  test("has twelve groups of four base32 letters and keeps leading zero bits", () => {
    for (let round = 0; round < 200; round += 1) {
      const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      expect(libtrustKeyId(publicKey)).toMatch(/^[A-Z2-7]{4}(:[A-Z2-7]{4}){11}$/);
    }
  });
});

describe("readSigningKey", () => {
  test("lists a public key without its private part", async () => {
    const key = readSigningKey(await generateKeyMaterial("ES256"));
    expect(key.publicJwk).toEqual({
      kty: "EC",
      crv: "P-256",
      alg: "ES256",
      use: "sig",
      kid: key.kid,
      x: expect.any(String),
      y: expect.any(String),
    });
    const rsa = readSigningKey(await generateKeyMaterial("RS256"));
    expect(Object.keys(rsa.publicJwk).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  test("accepts a chain and lists it in order for x5c", async () => {
    const own = await generateKeyMaterial("ES256");
    const issuer = await generateKeyMaterial("ES256");
    const key = readSigningKey({ ...own, certificatePem: `notes\n${own.certificatePem}\n${issuer.certificatePem}` });
    expect(key.x5c).toHaveLength(2);
    expect(key.x5c[0]).toBe(new X509Certificate(own.certificatePem).raw.toString("base64"));
    expect(key.certificatePem).not.toContain("notes");
  });

  test("accepts SEC1 and PKCS#1 keys as written by OpenSSL", async () => {
    const ec = await generateKeyMaterial("ES256");
    const sec1 = createPrivateKey(ec.privateKeyPem).export({ type: "sec1", format: "pem" }).toString();
    expect(readSigningKey({ ...ec, privateKeyPem: sec1 }).algorithm).toBe("ES256");
    const rsa = await generateKeyMaterial("RS256");
    const pkcs1 = createPrivateKey(rsa.privateKeyPem).export({ type: "pkcs1", format: "pem" }).toString();
    expect(readSigningKey({ ...rsa, privateKeyPem: pkcs1 }).algorithm).toBe("RS256");
  });

  test("rejects a certificate of another key, no certificate and garbage, without revealing the input", async () => {
    const one = await generateKeyMaterial("ES256");
    const two = await generateKeyMaterial("ES256");
    const faults = [
      [{ ...one, certificatePem: two.certificatePem }, "the certificate doesn't belong to the private key"],
      [{ ...one, certificatePem: "" }, "the certificate file contains no certificate"],
      [
        { ...one, certificatePem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
        "the certificate isn't readable PEM",
      ],
      [{ ...one, privateKeyPem: "hunter2" }, "the private key isn't a readable PEM key"],
    ] as const;
    for (const [material, message] of faults) {
      expect(() => readSigningKey(material)).toThrow(new Error(message));
    }
  });

  test("rejects curves and sizes that registries don't accept", async () => {
    const { generate } = await import("selfsigned");
    for (const options of [
      { keyType: "ec", curve: "P-384" },
      { keyType: "rsa", keySize: 1024 },
    ] as const) {
      const made = await generate([{ name: "commonName", value: "x" }], { ...options, algorithm: "sha256" });
      expect(() => readSigningKey({ privateKeyPem: made.private, certificatePem: made.cert })).toThrow(
        /EC P-256 or RSA/,
      );
    }
  });
});

describe("sealPrivateKey", () => {
  test("can be undone with the same secret and id, and reveals nothing of the key", async () => {
    const { privateKeyPem } = await generateKeyMaterial("ES256");
    const sealed = await sealPrivateKey(privateKeyPem, "KID", SECRET);
    expect(await openPrivateKey(sealed, "KID", SECRET)).toBe(privateKeyPem);
    expect(Buffer.from(sealed.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("PRIVATE KEY");
    expect(await sealPrivateKey(privateKeyPem, "KID", SECRET)).not.toBe(sealed);
  });

  test("fails for a different secret, id or text with an error that names AUTH_SECRET", async () => {
    const sealed = await sealPrivateKey("pem", "KID", SECRET);
    const parts = sealed.split(".");
    const flipped = [
      ...parts.slice(0, 3),
      `${parts[3]?.startsWith("A") ? "B" : "A"}${parts[3]?.slice(1)}`,
      parts[4],
    ].join(".");
    await expect(openPrivateKey(sealed, "KID", `${SECRET}x`)).rejects.toThrow(/AUTH_SECRET/);
    await expect(openPrivateKey(sealed, "OTHER", SECRET)).rejects.toThrow(/AUTH_SECRET/);
    await expect(openPrivateKey(flipped, "KID", SECRET)).rejects.toThrow(/AUTH_SECRET/);
    await expect(openPrivateKey("", "KID", SECRET)).rejects.toThrow(/AUTH_SECRET/);
  });
});
