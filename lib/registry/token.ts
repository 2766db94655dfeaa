import { type KeyObject, randomUUID, sign } from "node:crypto";
import { promisify } from "node:util";
import { createLocalJWKSet, errors, jwtVerify } from "jose";
import { andThen, type Maybe } from "../maybe";
import type { Access } from "./grant";
import type { PublicJwk, SigningKey } from "./keys";

/** Times are whole Unix seconds. */
export type TokenRequest = {
  issuer: string;
  /** The registry's `service`: the token's audience. */
  service: string;
  /** The robot's login name. */
  subject: string;
  access: readonly Access[];
  now: number;
  ttlSeconds: number;
  /** The end of the robot or of the secret it used: tokens never outlive either. */
  notAfter: number;
  /** Includes the certificate; only for Distribution 3 with a bundle. */
  withCertificate: boolean;
};

/** The subject of the registry check's tokens. No robot has this name, because prefixes can't contain a colon. */
export const CHECK_SUBJECT = "purser:check";

export type SignedToken = { token: string; expiresAt: number };

/** A registry's clock may run behind ours, and ChartMuseum allows no leeway. */
const BACKDATE_SECONDS = 10;

const signOffThread = promisify(sign) as (digest: string, data: Uint8Array, key: KeyObject) => Promise<Buffer>;
const headers = new WeakMap<SigningKey, { plain: string; withCertificate: string }>();
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function headerOf(key: SigningKey, withCertificate: boolean): string {
  let made = headers.get(key);
  if (!made) {
    const header = { typ: "JWT", alg: key.algorithm, kid: key.kid };
    made = { plain: base64url(header), withCertificate: base64url({ ...header, x5c: key.x5c }) };
    headers.set(key, made);
  }
  return withCertificate ? made.withCertificate : made.plain;
}

/**
 * Signs a registry token (JWS compact, RFC 7515). ES256 takes about 30 µs, less than a trip to another thread, so it
 * signs synchronously; RS256 takes milliseconds and uses the thread pool. jose would queue both as WebCrypto jobs.
 */
export function signToken(key: SigningKey, request: TokenRequest): Maybe<SignedToken> {
  const expiresAt = Math.min(request.now + request.ttlSeconds, request.notAfter);
  const claims = {
    iss: request.issuer,
    sub: request.subject,
    aud: request.service,
    exp: expiresAt,
    nbf: request.now - BACKDATE_SECONDS,
    iat: request.now - BACKDATE_SECONDS,
    jti: randomUUID(),
    access: request.access,
  };
  const signed = `${headerOf(key, request.withCertificate)}.${base64url(claims)}`;
  const data = Buffer.from(signed);
  const signature =
    key.algorithm === "ES256"
      ? sign("sha256", data, { key: key.privateKey, dsaEncoding: "ieee-p1363" })
      : signOffThread("sha256", data, key.privateKey);
  return andThen(signature, (bytes) => ({ token: `${signed}.${bytes.toString("base64url")}`, expiresAt }));
}

const keySets = new WeakMap<readonly PublicJwk[], ReturnType<typeof createLocalJWKSet>>();

function keySetOf(keys: readonly PublicJwk[]) {
  const known = keySets.get(keys) ?? createLocalJWKSet({ keys: [...keys] });
  keySets.set(keys, known);
  return known;
}

export type VerifiedToken = { subject: string; access: Access[] };

/**
 * Verifies a token that this service issued.
 * @param keys the cache's key: pass the same array for the same key set
 * @returns null if the token isn't valid
 */
export async function verifyToken(
  token: string,
  keys: readonly PublicJwk[],
  expected: { issuer: string; service: string },
): Promise<VerifiedToken | null> {
  try {
    const { payload } = await jwtVerify(token, keySetOf(keys), {
      issuer: expected.issuer,
      audience: expected.service,
      algorithms: ["ES256", "RS256"],
      requiredClaims: ["exp", "sub"],
    });
    return { subject: String(payload.sub), access: (payload.access ?? []) as Access[] };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}
