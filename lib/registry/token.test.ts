import { verify, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { generateKeyMaterial, readSigningKey, type SigningKey } from "./keys";
import { signToken, type TokenRequest, verifyToken } from "./token";

const now = Math.floor(Date.now() / 1000);
const base: TokenRequest = {
  issuer: "purser",
  service: "registry",
  subject: "robot_docs+ci",
  access: [{ type: "repository", name: "docs/site", actions: ["pull", "push"] }],
  now,
  ttlSeconds: 300,
  notAfter: Number.MAX_SAFE_INTEGER,
  withCertificate: false,
};
const keys = {} as Record<"ES256" | "RS256", SigningKey>;

beforeAll(async () => {
  keys.ES256 = readSigningKey(await generateKeyMaterial("ES256"));
  keys.RS256 = readSigningKey(await generateKeyMaterial("RS256"));
});

describe.each(["ES256", "RS256"] as const)("signToken with %s", (algorithm) => {
  test("verifies with jose from the key set", async () => {
    const { token } = await signToken(keys[algorithm], base);
    const set = createLocalJWKSet({ keys: [keys.ES256.publicJwk, keys.RS256.publicJwk] });
    const { payload, protectedHeader } = await jwtVerify(token, set, { issuer: "purser", audience: "registry" });
    expect(payload.sub).toBe("robot_docs+ci");
    expect(payload.access).toEqual(base.access);
    expect(protectedHeader).toEqual({ typ: "JWT", alg: algorithm, kid: keys[algorithm].kid });
  });

  test("verifies with node:crypto from the certificate: raw r‖s, not DER", async () => {
    const { token } = await signToken(keys[algorithm], base);
    const [header, claims, signature] = token.split(".");
    const key = new X509Certificate(keys[algorithm].certificatePem).publicKey;
    const raw = Buffer.from(signature ?? "", "base64url");
    const good = (text: string) => verify("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, raw);
    expect(good(`${header}.${claims}`)).toBe(true);
    expect(good(`${header}.${claims}x`)).toBe(false);
    if (algorithm === "ES256") expect(raw).toHaveLength(64);
  });

  test("contains the certificate only if requested", async () => {
    const { token } = await signToken(keys[algorithm], { ...base, withCertificate: true });
    expect(decodeProtectedHeader(token)).toEqual({
      typ: "JWT",
      alg: algorithm,
      kid: keys[algorithm].kid,
      x5c: keys[algorithm].x5c,
    });
  });
});

describe("the claims", () => {
  test("have the types that Distribution requires", async () => {
    const { token, expiresAt } = await signToken(keys.ES256, base);
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      iss: "purser",
      sub: "robot_docs+ci",
      aud: "registry",
      access: base.access,
      exp: now + 300,
      nbf: now - 10,
      iat: now - 10,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(expiresAt).toBe(now + 300);
  });

  test("have a unique jti", async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => signToken(keys.ES256, base)));
    expect(new Set(tokens.map(({ token }) => decodeJwt(token).jti)).size).toBe(50);
  });

  test("never outlive the robot, whatever the lifetime", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 60, max: 3600 }),
        fc.integer({ min: 1, max: 10_000 }),
        async (ttlSeconds, left) => {
          const { token, expiresAt } = await signToken(keys.ES256, { ...base, ttlSeconds, notAfter: now + left });
          expect(decodeJwt(token).exp).toBe(expiresAt);
          expect(expiresAt).toBe(now + Math.min(ttlSeconds, left));
        },
      ),
    );
  });
});

describe("verifyToken", () => {
  const expected = { issuer: "purser", service: "registry" };
  const check = (token: string) => verifyToken(token, [keys.ES256.publicJwk], expected);

  test("returns subject and access", async () => {
    const { token } = await signToken(keys.ES256, base);
    expect(await check(token)).toEqual({ subject: "robot_docs+ci", access: base.access });
  });

  test.each([
    ["one of another issuer", { issuer: "other" }],
    ["one for another service", { service: "other" }],
    ["an expired one", { now: now - 1000 }],
    ["one of a robot that has expired", { notAfter: now - 1 }],
  ])("refuses %s", async (_what, change) => {
    expect(await check((await signToken(keys.ES256, { ...base, ...change })).token)).toBeNull();
  });

  test("rejects an unlisted key, alg none, HMAC with the public key, and another key with our kid", async () => {
    expect(await check((await signToken(keys.RS256, base)).token)).toBeNull();
    const [, claims] = (await signToken(keys.ES256, base)).token.split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", kid: keys.ES256.kid })).toString("base64url");
    expect(await check(`${none}.${claims}.`)).toBeNull();
    const hmac = await new SignJWT({ sub: "x", access: base.access })
      .setProtectedHeader({ alg: "HS256", kid: keys.ES256.kid })
      .setIssuer("purser")
      .setAudience("registry")
      .setExpirationTime("5m")
      .sign(Buffer.from(keys.ES256.certificatePem));
    expect(await check(hmac)).toBeNull();
    const forger = { ...readSigningKey(await generateKeyMaterial("ES256")), kid: keys.ES256.kid };
    expect(await check((await signToken(forger, { ...base, withCertificate: true })).token)).toBeNull();
  });

  test("returns null for garbage", async () => {
    const { token } = await signToken(keys.ES256, base);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.tuple(fc.nat(token.length - 1), fc.string()).map(([at, junk]) => `${token.slice(0, at)}${junk}.`),
        ),
        async (text) => {
          expect(await check(text)).toBeNull();
        },
      ),
    );
  });
});
