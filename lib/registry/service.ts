import { admit, instanceClaim, systemAdminsOnly, writeAs } from "@/lib/authority/claim";
import { type AuditActor, isCaller, recordAudit, refuse } from "../audit/service";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { generateKeyMaterial, type KeyAlgorithm, readSigningKey, sealPrivateKey } from "./keys";
import { slotOf } from "./queries";

const FROM_FILES = "The signing key comes from TOKEN_KEY_FILE: replace the files and restart to change it.";
const ANOTHER_ANNOUNCED = "A different next key has been announced. Reload the page and review it first.";

async function newKey(algorithm: KeyAlgorithm) {
  const material = await generateKeyMaterial(algorithm);
  const { kid, certificatePem, publicJwk } = readSigningKey(material);
  const privateKeyEncrypted = await sealPrivateKey(material.privateKeyPem, kid, env().AUTH_SECRET);
  return { kid, algorithm, certificatePem, publicJwk: JSON.stringify(publicJwk), privateKeyEncrypted };
}

const SYSTEM: AuditActor = { type: "system", name: "system", address: null, requestId: null };

/** Creates the very first key. If another instance was faster, its key is kept. */
export async function createFirstKey(algorithm: KeyAlgorithm): Promise<void> {
  const key = await newKey(algorithm);
  await unlessStored(async (tx) => {
    const slot = slotOf("active", algorithm);
    await tx.signingKey.create({ data: { ...key, slot, activatedAt: new Date() }, select: { id: true } });
    await recordAudit(tx, { actor: SYSTEM, action: "signing-key.create", targetName: key.kid });
  });
}

/**
 * Announces a key for a changed TOKEN_ALGORITHM, so that registries can get it before it signs. If another instance was
 * faster, its key is kept.
 */
export async function announceAlgorithm(algorithm: KeyAlgorithm): Promise<void> {
  const key = await newKey(algorithm);
  await unlessStored((tx) => storeAnnounced(tx, { key, actor: SYSTEM }));
}

async function unlessStored(write: (tx: Tx) => Promise<void>): Promise<void> {
  try {
    await withTransaction(write);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

/** Runs a write in a transaction; a person must still be a system admin there. */
type Writer = <T>(write: (tx: Tx) => Promise<T>) => Promise<T>;

type Announcement = { key: Awaited<ReturnType<typeof newKey>>; actor: AuditActor };

async function storeAnnounced(tx: Tx, { key, actor }: Announcement): Promise<void> {
  const slot = slotOf("announced", key.algorithm);
  await tx.signingKey.create({ data: { ...key, slot }, select: { id: true } });
  await recordAudit(tx, { actor, action: "signing-key.announce", targetName: key.kid });
}

/**
 * Earlier versions kept one key in use for each algorithm. The one for TOKEN_ALGORITHM stays; the other becomes the next
 * key of its algorithm and no longer signs.
 */
export async function keepOneActiveKey(algorithm: KeyAlgorithm): Promise<void> {
  await withTransaction(async (tx) => {
    // Locks them first, so that two instances don't demote each other's choice.
    await tx.signingKey.updateMany({ where: ACTIVE, data: { retiredAt: null } });
    const active = await tx.signingKey.findMany({ where: ACTIVE, select: { id: true, kid: true, slot: true } });
    const kept = active.find(({ slot }) => slot === slotOf("active", algorithm));
    for (const { id, kid, slot } of kept ? active : []) {
      if (id === kept?.id) continue;
      const announced = slot?.replace(/^active/, "announced") ?? "";
      const isTaken = (await tx.signingKey.count({ where: { slot: announced } })) > 0;
      const data = isTaken ? retired() : { slot: announced };
      await tx.signingKey.update({ where: { id }, data, select: { id: true } });
      await recordAudit(tx, { actor: SYSTEM, action: "signing-key.announce", targetName: kid });
    }
  });
}

const ACTIVE = { slot: { startsWith: slotOf("active", "") } };
/** A retired key loses its private part at once. */
const retired = () => ({ slot: null, retiredAt: new Date(), privateKeyEncrypted: "" });

async function rotation(actor: AuditActor, action: "signing-key.announce" | "signing-key.switch"): Promise<Writer> {
  const message = "Only system admins can change signing keys.";
  if (actor.type === "anonymous") return refuse({ actor, action }, "FORBIDDEN", message);
  const claim = isCaller(actor) ? instanceClaim(actor, { action }, systemAdminsOnly(message)) : null;
  if (claim) await admit(claim);
  if (env().TOKEN_KEY_FILE) throw new AppError("CONFLICT", FROM_FILES);
  return (write) => (claim ? writeAs(claim, write) : withTransaction(write));
}

/**
 * First step of a rotation: creates and lists the next key, so that registries can get it before it signs.
 * @returns its key id
 * @throws AppError FORBIDDEN for anyone but system admins; CONFLICT if one is already announced or keys come from files
 */
export async function announceSigningKey(actor: AuditActor): Promise<string> {
  const write = await rotation(actor, "signing-key.announce");
  const key = await newKey(env().TOKEN_ALGORITHM);
  try {
    await write((tx) => storeAnnounced(tx, { key, actor }));
    return key.kid;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("CONFLICT", "A next key has already been announced. Restart the registries, then switch to it.");
  }
}

/**
 * Second step: the announced key signs from now on. The old one loses its private part at once and stays listed until
 * its last token has expired.
 * @param expected the announced key that the caller has seen: a different one may have been announced since
 * @returns the key id now in use
 * @throws AppError FORBIDDEN for anyone but system admins; CONFLICT if none or a different one is announced or keys come
 * from files
 */
export async function switchSigningKey(actor: AuditActor, expected?: string): Promise<string> {
  const write = await rotation(actor, "signing-key.switch");
  const algorithm = env().TOKEN_ALGORITHM;
  return write(async (tx) => {
    const next = await tx.signingKey.findUnique({
      where: { slot: slotOf("announced", algorithm) },
      select: { id: true, kid: true },
    });
    if (!next) throw new AppError("CONFLICT", "No next key has been announced. Announce one first.");
    if (expected !== undefined && expected !== next.kid) throw new AppError("CONFLICT", ANOTHER_ANNOUNCED);
    await swap(tx, next.id, algorithm);
    await recordAudit(tx, { actor, action: "signing-key.switch", targetName: next.kid });
    return next.kid;
  });
}

async function swap(tx: Tx, nextId: number, algorithm: KeyAlgorithm): Promise<void> {
  // Whatever its algorithm: only one key may be in use.
  await tx.signingKey.updateMany({ where: ACTIVE, data: retired() });
  const { count } = await tx.signingKey.updateMany({
    where: { id: nextId, slot: slotOf("announced", algorithm) },
    data: { slot: slotOf("active", algorithm), activatedAt: new Date() },
  });
  if (count === 0) throw new AppError("CONFLICT", "Someone else just switched the key.");
}
