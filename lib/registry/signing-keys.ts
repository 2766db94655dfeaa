import { readFile } from "node:fs/promises";
import { env } from "../env";
import { log } from "../log";
import type { Maybe } from "../maybe";
import { perProcess } from "../per-process";
import { openPrivateKey, type PublicJwk, readSigningKey, type SigningKey, type VerificationKey } from "./keys";
import { findSigningKeys, type StoredSigningKey, slotOf } from "./queries";
import { announceAlgorithm, createFirstKey, keepOneActiveKey } from "./service";

/** The key that signs, and every key that registries should accept. */
export type KeyRing = {
  signing: SigningKey;
  /** In use, announced, and retired with unexpired tokens. */
  listed: VerificationKey[];
  publicJwks: PublicJwk[];
};

/** An instance notices another one's switch within this time. */
const CACHE_MS = 2_000;
/** Registries allow a minute of leeway, and an instance may sign with the old key until its cache expires. */
const RETIRED_MARGIN_MS = 120_000;

/** A retired key stays listed until the last token it signed has expired. */
export const retiredListedMs = () => env().TOKEN_TTL_SECONDS * 1000 + RETIRED_MARGIN_MS;

type State = {
  cached: { ring: KeyRing; at: number } | null;
  loading: Promise<KeyRing> | null;
  /** Decrypted keys by key id, or by file. */
  opened: Map<string, SigningKey>;
  announceAgainAt: number;
};
const state = perProcess(
  "registry.signing-keys",
  (): State => ({ cached: null, loading: null, opened: new Map(), announceAgainAt: 0 }),
);

/**
 * The keys in the database or in TOKEN_KEY_FILE, at most two seconds old. Creates the first key if there is none.
 * @throws Error if the files or AUTH_SECRET don't match the keys; database errors, unless older keys are cached
 */
export function keyRing(): Maybe<KeyRing> {
  const { cached } = state;
  if (cached && performance.now() - cached.at < CACHE_MS) return cached.ring;
  state.loading ??= load().finally(() => {
    state.loading = null;
  });
  return state.loading;
}

/** Makes the next `keyRing()` read the database. */
export function forgetKeyRing(): void {
  state.cached = null;
}

async function load(): Promise<KeyRing> {
  const ring = await readKeyRing().catch((error: unknown) => {
    if (!state.cached) throw error;
    log.warn({ err: error }, "could not read the signing keys; continuing with the cached ones");
    return state.cached.ring;
  });
  const old = state.cached?.ring;
  const current = old && isSame(old, ring) ? old : ring;
  state.cached = { ring: current, at: performance.now() };
  return current;
}

/** If nothing changed, the old ring is kept, and with it what is cached by its key set. */
function isSame(old: KeyRing, next: KeyRing): boolean {
  const ids = ({ signing, listed }: KeyRing) => [signing, ...listed].map(({ kid }) => kid).join(" ");
  return ids(old) === ids(next);
}

/** Like {@link keyRing}, but never from the cache. */
export async function readKeyRing(): Promise<KeyRing> {
  const fromFiles = await readKeyFiles();
  let stored = await storedKeys();
  if (!fromFiles && (await completeKeys(stored))) stored = await storedKeys();
  const signing = fromFiles ?? (await open(activeKeys(stored)[0]));
  const others = stored.filter(({ kid }) => kid !== signing.kid).map(verificationKey);
  const listed: VerificationKey[] = [signing, ...others];
  return { signing, listed, publicJwks: listed.map(({ publicJwk }) => publicJwk) };
}

const ANNOUNCE_AGAIN_MS = 60_000;

/**
 * Creates what is missing: the first key, or the next one if TOKEN_ALGORITHM differs from the algorithm of the key in
 * use, which keeps signing until someone switches.
 * @returns whether anything was stored
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
  if (isAnnounced || performance.now() < state.announceAgainAt) return false;
  state.announceAgainAt = performance.now() + ANNOUNCE_AGAIN_MS;
  try {
    await announceAlgorithm(algorithm);
  } catch (error) {
    // Signing still works with the key in use.
    log.warn({ err: error }, "could not announce the key for TOKEN_ALGORITHM; retrying in a minute");
    return false;
  }
  const about = { setting: algorithm, inUse: active.algorithm };
  log.warn(
    about,
    "TOKEN_ALGORITHM changed: a key for it is announced; give registries the new files, restart them, then switch",
  );
  return true;
}

export const storedKeys = () => findSigningKeys(new Date(Date.now() - retiredListedMs()));

/** Normally one key. Earlier versions may have left several; the one they would have used comes first. */
function activeKeys(stored: readonly StoredSigningKey[]): StoredSigningKey[] {
  const active = stored.filter(({ slot }) => slot?.startsWith(slotOf("active", "")));
  const isSettings = ({ slot }: StoredSigningKey) => slot === slotOf("active", env().TOKEN_ALGORITHM);
  return [...active.filter(isSettings), ...active.filter((key) => !isSettings(key))];
}

/** The key that signs after the next switch; null if none is announced. */
export async function announcedKey(): Promise<SigningKey | null> {
  if (env().TOKEN_KEY_FILE) return null;
  const next = (await storedKeys()).find(({ slot }) => slot === slotOf("announced", env().TOKEN_ALGORITHM));
  return next ? unseal(next) : null;
}

/** Reads the files once per process, as registries do with theirs. */
async function readKeyFiles(): Promise<SigningKey | null> {
  const { TOKEN_KEY_FILE: keyFile, TOKEN_CERT_FILE: certFile } = env();
  if (!keyFile || !certFile) return null;
  const id = `file ${keyFile}`;
  const known = state.opened.get(id);
  if (known) return known;
  const [privateKeyPem, certificatePem] = await Promise.all([readFile(keyFile, "utf8"), readFile(certFile, "utf8")]);
  const key = readSigningKey({ privateKeyPem, certificatePem });
  state.opened.set(id, key);
  return key;
}

async function open(stored: StoredSigningKey | undefined): Promise<SigningKey> {
  if (!stored) throw new Error("there is no signing key");
  const known = state.opened.get(stored.kid);
  if (known) return known;
  const key = await unseal(stored);
  state.opened.clear();
  state.opened.set(key.kid, key);
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

/** The files for registries: every listed certificate as one PEM bundle, and the key set. */
export async function registryTrust(): Promise<{ certificateBundle: string; keySet: { keys: PublicJwk[] } }> {
  const { listed, publicJwks } = await readKeyRing();
  return {
    certificateBundle: listed.map(({ certificatePem }) => certificatePem).join(""),
    keySet: { keys: publicJwks },
  };
}
