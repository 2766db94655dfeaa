import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, X509Certificate } from "node:crypto";
import { CompactEncrypt, compactDecrypt, type JWK } from "jose";

/** ES256 by default; RS256 for registries that support only RSA (ChartMuseum). */
export type KeyAlgorithm = "ES256" | "RS256";

/** An entry of the key set at `/.well-known/jwks.json`. */
export type PublicJwk = JWK & { kid: string; alg: KeyAlgorithm; use: "sig" };

/** What a registry needs to verify our tokens. */
export type VerificationKey = {
  /** The libtrust fingerprint: the only key id that Distribution 2.8 supports. */
  kid: string;
  algorithm: KeyAlgorithm;
  certificatePem: string;
  publicJwk: PublicJwk;
};

export type SigningKey = VerificationKey & {
  privateKey: KeyObject;
  /** The certificates in base64 DER, the key's own first, for the `x5c` header. */
  x5c: string[];
};

/** Unencrypted PEM. */
export type KeyMaterial = { privateKeyPem: string; certificatePem: string };

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const CERTIFICATE_YEARS = 10;
const RSA_BITS = 3072;
const MIN_RSA_BITS = 2048;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Generates a key and its self-signed certificate, valid for ten years from yesterday, because clocks differ. */
export async function generateKeyMaterial(algorithm: KeyAlgorithm, now = Date.now()): Promise<KeyMaterial> {
  const { generate } = await import("selfsigned");
  const made = await generate([{ name: "commonName", value: "Purser token signing" }], {
    keyType: algorithm === "ES256" ? "ec" : "rsa",
    curve: "P-256",
    keySize: RSA_BITS,
    algorithm: "sha256",
    notBeforeDate: new Date(now - YEAR_MS / 365),
    notAfterDate: new Date(now + CERTIFICATE_YEARS * YEAR_MS),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
    ],
  });
  return { privateKeyPem: made.private, certificatePem: `${made.cert.trim()}\n` };
}

/**
 * The key id libtrust derives: the first 30 bytes of SHA-256 over the DER SubjectPublicKeyInfo, in base32, in groups of four.
 * @see https://github.com/distribution/distribution/blob/v2.8.2/registry/auth/token/token.go
 */
export function libtrustKeyId(publicKey: KeyObject): string {
  const digest = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
  const base32hex = BigInt(`0x${digest.subarray(0, 30).toString("hex")}`)
    .toString(32)
    .padStart(48, "0");
  const base32 = base32hex.replace(/./g, (digit) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(digit, 32)),
  );
  return (base32.match(/.{4}/g) ?? []).join(":");
}

function algorithmOf(key: KeyObject): KeyAlgorithm {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === "ec" && details?.namedCurve === "prime256v1") return "ES256";
  if (key.asymmetricKeyType === "rsa" && (details?.modulusLength ?? 0) >= MIN_RSA_BITS) return "RS256";
  throw new Error(`a token signing key must be EC P-256 or RSA of at least ${MIN_RSA_BITS} bits`);
}

/**
 * Reads a PEM private key and its PEM certificate or chain, the key's own certificate first.
 * @throws Error with what is wrong, never with any of the content
 */
export function readSigningKey(material: KeyMaterial): SigningKey {
  const privateKey = attempt("the private key isn't a readable PEM key", () =>
    createPrivateKey(material.privateKeyPem),
  );
  const pems = material.certificatePem.match(CERTIFICATE) ?? [];
  const chain = attempt("the certificate isn't readable PEM", () => pems.map((pem) => new X509Certificate(pem)));
  const own = chain[0];
  if (!own) throw new Error("the certificate file contains no certificate");
  if (!own.checkPrivateKey(privateKey)) throw new Error("the certificate doesn't belong to the private key");
  const publicKey = createPublicKey(privateKey);
  const algorithm = algorithmOf(publicKey);
  const kid = libtrustKeyId(publicKey);
  return {
    kid,
    algorithm,
    certificatePem: `${pems.join("\n")}\n`,
    publicJwk: { ...(publicKey.export({ format: "jwk" }) as JWK), kid, alg: algorithm, use: "sig" },
    privateKey,
    x5c: chain.map((certificate) => certificate.raw.toString("base64")),
  };
}

function attempt<T>(fault: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new Error(fault);
  }
}

function wrappingKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", "purser token signing key", 32));
}

/** Encrypts a private key for storage: AES-256-GCM under a key derived from AUTH_SECRET, as a compact JWE bound to `kid`. */
export async function sealPrivateKey(privateKeyPem: string, kid: string, secret: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(privateKeyPem))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid })
    .encrypt(wrappingKey(secret));
}

/**
 * Undoes `sealPrivateKey`.
 * @throws Error if the secret is different, or the stored text was changed or belongs to another key
 */
export async function openPrivateKey(sealed: string, kid: string, secret: string): Promise<string> {
  const options = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
  const opened = await compactDecrypt(sealed, wrappingKey(secret), options).catch(() => null);
  if (opened?.protectedHeader.kid !== kid) {
    throw new Error(
      "the stored signing key can't be decrypted: AUTH_SECRET differs from the one it was encrypted with",
    );
  }
  return new TextDecoder().decode(opened.plaintext);
}
