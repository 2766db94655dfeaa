import { readFile } from "node:fs/promises";
import { env } from "../env";
import { log } from "../log";
import { openPrivateKey, type PublicJwk, readSigningKey, type SigningKey, type VerificationKey } from "./keys";
import { findSigningKeys, type StoredSigningKey, slotOf } from "./queries";
import { announceAlgorithm, createFirstKey, keepOneActiveKey } from "./service";

/** The key that signs now, and all whose tokens may still be about. */
export type KeyRing = {
  signing: SigningKey;
  /** In use, announced, and retired with tokens not yet run out. */
  listed: VerificationKey[];
  publicJwks: PublicJwk[];
};

/** How late an instance may notice a switch made by another, in milliseconds. */
const CACHE_MS = 2_000;
/** Registries allow a minute of leeway; an instance may sign with the old key until its cache is read anew. */
const RETIRED_MARGIN_MS = 120_000;

/** Milliseconds that a retired key stays listed: until the last token it signed has run out. */
export const retiredListedMs = () => env().TOKEN_TTL_SECONDS * 1000 + RETIRED_MARGIN_MS;

let cached: { ring: KeyRing; at: number } | null = null;
let loading: Promise<KeyRing> | null = null;
const opened = new Map<string, SigningKey>();

/**
 * The keys as the database (or the files of the settings) has them, at most two seconds old. Makes the first key when there is none.
 * @throws Error when the files or AUTH_SECRET do not fit; database errors, unless older keys are known
 */
export async function keyRing(): Promise<KeyRing> {
  if (cached && performance.now() - cached.at < CACHE_MS) return cached.ring;
  loading ??= load().finally(() => {
    loading = null;
  });
  return loading;
}

/** Forgets what is cached: the next `keyRing()` reads the database. */
export function forgetKeyRing(): void {
  cached = null;
}

async function load(): Promise<KeyRing> {
  try {
    const ring = await readKeyRing();
    cached = { ring: isSame(cached?.ring, ring) ? (cached?.ring ?? ring) : ring, at: performance.now() };
  } catch (error) {
    if (!cached) throw error;
    log.warn({ err: error }, "the signing keys could not be read; going on with the ones known");
    cached = { ...cached, at: performance.now() };
  }
  return cached.ring;
}

/** Whether nothing changed, so that what was built from the old ring can be kept. */
function isSame(old: KeyRing | undefined, next: KeyRing): boolean {
  const ids = (ring: KeyRing | undefined) =>
    [ring?.signing.kid, ...(ring?.listed ?? []).map(({ kid }) => kid)].join(" ");
  return ids(old) === ids(next);
}

/** The keys as they are this moment, past the cache. Else as {@link keyRing}. */
export async function readKeyRing(): Promise<KeyRing> {
  const fromFiles = await readKeyFiles();
  let stored = await storedKeys();
  if (!fromFiles && (await completeKeys(stored))) stored = await storedKeys();
  const signing = fromFiles ?? (await open(activeKeys(stored)[0]));
  const others = stored.filter(({ kid }) => kid !== signing.kid).map(verificationKey);
  const listed: VerificationKey[] = [signing, ...others];
  return { signing, listed, publicJwks: listed.map(({ publicJwk }) => publicJwk) };
}

/** How long to wait before the next try to announce a key, in milliseconds. */
const ANNOUNCE_AGAIN_MS = 60_000;
let announceAgainAt = 0;

/**
 * Makes what is missing: the first key, or the next one when the settings name another algorithm than that of the key in
 * use, which signs on until somebody switches. @returns whether anything was stored
 */
async function completeKeys(stored: readonly StoredSigningKey[]): Promise<boolean> {
  const { TOKEN_ALGORITHM: algorithm } = env();
  const [active, another] = activeKeys(stored);
  if (!active) await createFirstKey(algorithm);
  else if (another) await keepOneActiveKey(algorithm);
  else if (active.slot !== slotOf("active", algorithm)) return announceNext(stored, active);
  return !active || another !== undefined;
}

async function announceNext(stored: readonly StoredSigningKey[], active: StoredSigningKey): Promise<boolean> {
  const { TOKEN_ALGORITHM: algorithm } = env();
  const isAnnounced = stored.some(({ slot }) => slot === slotOf("announced", algorithm));
  if (isAnnounced || performance.now() < announceAgainAt) return false;
  announceAgainAt = performance.now() + ANNOUNCE_AGAIN_MS;
  try {
    await announceAlgorithm(algorithm);
  } catch (error) {
    // Tokens can be signed all the same.
    log.warn({ err: error }, "the key for TOKEN_ALGORITHM could not be announced; trying again in a minute");
    return false;
  }
  const about = { setting: algorithm, inUse: active.algorithm };
  log.warn(
    about,
    "TOKEN_ALGORITHM changed: its key is announced; restart the registries with the new files, then switch",
  );
  return true;
}

/** Every stored key that is listed. */
export const storedKeys = () => findSigningKeys(new Date(Date.now() - retiredListedMs()));

/** The key in use. Where earlier versions left more than one, first the one that they would have used. */
function activeKeys(stored: readonly StoredSigningKey[]): StoredSigningKey[] {
  const active = stored.filter(({ slot }) => slot?.startsWith(slotOf("active", "")));
  const isSettings = ({ slot }: StoredSigningKey) => slot === slotOf("active", env().TOKEN_ALGORITHM);
  return [...active.filter(isSettings), ...active.filter((key) => !isSettings(key))];
}

/** The key that signs after the next switch, to see whether registries know it already; null when none is announced. */
export async function announcedKey(): Promise<SigningKey | null> {
  if (env().TOKEN_KEY_FILE) return null;
  const next = (await storedKeys()).find(({ slot }) => slot === slotOf("announced", env().TOKEN_ALGORITHM));
  return next ? unseal(next) : null;
}

/** Files are read once a process: like registries do with theirs. */
async function readKeyFiles(): Promise<SigningKey | null> {
  const { TOKEN_KEY_FILE: keyFile, TOKEN_CERT_FILE: certFile } = env();
  if (!keyFile || !certFile) return null;
  const id = `file ${keyFile}`;
  const known = opened.get(id);
  if (known) return known;
  const [privateKeyPem, certificatePem] = await Promise.all([readFile(keyFile, "utf8"), readFile(certFile, "utf8")]);
  const key = readSigningKey({ privateKeyPem, certificatePem });
  opened.set(id, key);
  return key;
}

async function open(stored: StoredSigningKey | undefined): Promise<SigningKey> {
  if (!stored) throw new Error("there is no signing key");
  const known = opened.get(stored.kid);
  if (known) return known;
  const key = await unseal(stored);
  opened.clear();
  opened.set(key.kid, key);
  return key;
}

async function unseal({ kid, certificatePem, privateKeyEncrypted }: StoredSigningKey): Promise<SigningKey> {
  const privateKeyPem = await openPrivateKey(privateKeyEncrypted, kid, env().AUTH_SECRET);
  return readSigningKey({ privateKeyPem, certificatePem });
}

function verificationKey(stored: StoredSigningKey): VerificationKey {
  const publicJwk = JSON.parse(stored.publicJwk) as PublicJwk;
  return { kid: stored.kid, algorithm: publicJwk.alg, certificatePem: stored.certificatePem, publicJwk };
}

/** What registries are configured with, this moment: every listed certificate as one PEM bundle, and the key set. */
export async function registryTrust(): Promise<{ certificateBundle: string; keySet: { keys: PublicJwk[] } }> {
  const { listed, publicJwks } = await readKeyRing();
  return {
    certificateBundle: listed.map(({ certificatePem }) => certificatePem).join(""),
    keySet: { keys: publicJwks },
  };
}
