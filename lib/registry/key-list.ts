import { type Actor, assertSystemAdmin } from "@/lib/access/caller";
import { env } from "../env";
import type { KeyAlgorithm, VerificationKey } from "./keys";
import { type StoredSigningKey, slotOf } from "./queries";
import { readKeyRing, registryTrust, retiredListedMs, storedKeys } from "./signing-keys";

/** `spare`: listed, but neither in use nor next: of another algorithm, or replaced by keys from files. */
type KeyState = "signing" | "announced" | "retired" | "spare";

/** Times are ISO 8601, or null, as for keys from files. */
export type SigningKeyDto = {
  kid: string;
  algorithm: KeyAlgorithm;
  state: KeyState;
  createdAt: string | null;
  activeSince: string | null;
  /** When a retired key leaves the list. */
  leavesAt: string | null;
};

/** The key in use comes first. `fromFiles`: it comes from TOKEN_KEY_FILE. */
export type SigningKeys = { keys: SigningKeyDto[]; fromFiles: boolean };

/**
 * Lists the signing keys, not from the cache.
 * @throws AppError NOT_FOUND for anyone but system admins
 */
export async function listSigningKeys(actor: Actor): Promise<SigningKeys> {
  assertSystemAdmin(actor);
  const { listed, signing } = await readKeyRing();
  const stored = new Map((await storedKeys()).map((key) => [key.kid, key]));
  const fromFiles = Boolean(env().TOKEN_KEY_FILE);
  const toDto = (key: VerificationKey) => describeKey(key, stored.get(key.kid), { signing: signing.kid, fromFiles });
  const keys = listed.map(toDto);
  return { keys: [...keys.filter(isInUse), ...keys.filter((key) => !isInUse(key))], fromFiles };
}

const isInUse = ({ state }: SigningKeyDto) => state === "signing";

function describeKey(
  { kid, algorithm }: VerificationKey,
  row: StoredSigningKey | undefined,
  ring: { signing: string; fromFiles: boolean },
): SigningKeyDto {
  const retiredAt = row?.retiredAt ?? null;
  return {
    kid,
    algorithm,
    state: stateOf(kid, row, ring),
    createdAt: row?.createdAt.toISOString() ?? null,
    activeSince: row?.activatedAt?.toISOString() ?? null,
    leavesAt: retiredAt && new Date(retiredAt.getTime() + retiredListedMs()).toISOString(),
  };
}

function stateOf(
  kid: string,
  row: StoredSigningKey | undefined,
  { signing, fromFiles }: { signing: string; fromFiles: boolean },
): KeyState {
  if (kid === signing) return "signing";
  if (row?.retiredAt) return "retired";
  return !fromFiles && row?.slot === slotOf("announced", env().TOKEN_ALGORITHM) ? "announced" : "spare";
}

/**
 * The files to give to registries.
 * @throws AppError NOT_FOUND for anyone but system admins
 */
export async function trustFiles(actor: Actor): ReturnType<typeof registryTrust> {
  assertSystemAdmin(actor);
  return registryTrust();
}
