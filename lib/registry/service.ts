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

/** A new key, ready to be stored. */
async function newKey(algorithm: KeyAlgorithm) {
  const material = await generateKeyMaterial(algorithm);
  const { kid, certificatePem, publicJwk } = readSigningKey(material);
  const privateKeyEncrypted = await sealPrivateKey(material.privateKeyPem, kid, env().AUTH_SECRET);
  return { kid, algorithm, certificatePem, publicJwk: JSON.stringify(publicJwk), privateKeyEncrypted };
}

const SYSTEM: AuditActor = { type: "system", name: "system", address: null, requestId: null };

/** Makes the first key of all. When another instance was quicker, its key stands. */
export async function createFirstKey(algorithm: KeyAlgorithm): Promise<void> {
  const key = await newKey(algorithm);
  await unlessStored(async (tx) => {
    const slot = slotOf("active", algorithm);
    await tx.signingKey.create({ data: { ...key, slot, activatedAt: new Date() }, select: { id: true } });
    await recordAudit(tx, { actor: SYSTEM, action: "signing-key.create", targetName: key.kid });
  });
}

/**
 * Makes the next key when the settings name another algorithm than the key in use has: registries learn it before it
 * signs. When another instance was quicker, its key stands.
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

/** Runs a write in a transaction, of a person if they are a system admin still. */
type Writer = <T>(write: (tx: Tx) => Promise<T>) => Promise<T>;

type Announcement = { key: Awaited<ReturnType<typeof newKey>>; actor: AuditActor };

async function storeAnnounced(tx: Tx, { key, actor }: Announcement): Promise<void> {
  const slot = slotOf("announced", key.algorithm);
  await tx.signingKey.create({ data: { ...key, slot }, select: { id: true } });
  await recordAudit(tx, { actor, action: "signing-key.announce", targetName: key.kid });
}

/**
 * Earlier versions kept a key in use for each algorithm. The one of the settings stays, the other becomes its algorithm's
 * next key: without a switch it signs no more.
 */
export async function keepOneActiveKey(algorithm: KeyAlgorithm): Promise<void> {
  await withTransaction(async (tx) => {
    // Locks them first, so that two instances do not put each other's away.
    await tx.signingKey.updateMany({ where: ACTIVE, data: { retiredAt: null } });
    const active = await tx.signingKey.findMany({ where: ACTIVE, select: { id: true, kid: true, slot: true } });
    const kept = active.find(({ slot }) => slot === slotOf("active", algorithm));
    for (const { id, kid, slot } of kept ? active : []) {
      if (id === kept?.id) continue;
      const announced = slot?.replace(/^active/, "announced") ?? "";
      const isTaken = (await tx.signingKey.count({ where: { slot: announced } })) > 0;
      const aside = isTaken ? RETIRED() : { slot: announced };
      await tx.signingKey.update({ where: { id }, data: aside, select: { id: true } });
      await recordAudit(tx, { actor: SYSTEM, action: "signing-key.announce", targetName: kid });
    }
  });
}

const ACTIVE = { slot: { startsWith: slotOf("active", "") } };
/** A key that signs no more loses its private part at once. */
const RETIRED = () => ({ slot: null, retiredAt: new Date(), privateKeyEncrypted: "" });

async function rotation(actor: AuditActor, action: "signing-key.announce" | "signing-key.switch"): Promise<Writer> {
  const message = "Only system admins can change signing keys.";
  if (actor.type === "anonymous") return refuse({ actor, action }, "FORBIDDEN", message);
  const claim = isCaller(actor) ? instanceClaim(actor, { action }, systemAdminsOnly(message)) : null;
  if (claim) await admit(claim);
  if (env().TOKEN_KEY_FILE) throw new AppError("CONFLICT", FROM_FILES);
  return (write) => (claim ? writeAs(claim, write) : withTransaction(write));
}

/**
 * First step of a rotation: makes the next key and lists it, so that registries can learn it before it signs.
 * @returns its key id
 * @throws AppError FORBIDDEN for all but system admins; CONFLICT when one is announced already or keys come from files
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
 * its last token has run out.
 * @param expected the announced key that is meant: another one may have been announced since it was looked at
 * @returns the key id in use now
 * @throws AppError FORBIDDEN for all but system admins; CONFLICT when none or another is announced or keys come from files
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
  // Whatever its algorithm: there is one key in use.
  await tx.signingKey.updateMany({ where: ACTIVE, data: RETIRED() });
  const { count } = await tx.signingKey.updateMany({
    where: { id: nextId, slot: slotOf("announced", algorithm) },
    data: { slot: slotOf("active", algorithm), activatedAt: new Date() },
  });
  if (count === 0) throw new AppError("CONFLICT", "Someone else just switched the key.");
}

/** Where a robot was last seen. */
export type LastUse = { robotId: number; at: Date; address: string | null };

/** Writes last uses as one transaction; a use older than the stored one changes nothing. */
export async function writeLastUses(uses: readonly LastUse[]): Promise<void> {
  // By id, so that two instances that write at once lock rows in one order.
  const ordered = [...uses].sort((one, other) => one.robotId - other.robotId);
  await withTransaction(async (tx) => {
    for (const { robotId, at, address } of ordered) {
      await tx.robot.updateMany({
        where: { id: robotId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: at } }] },
        data: { lastUsedAt: at, lastUsedAddress: address },
      });
    }
  });
}
