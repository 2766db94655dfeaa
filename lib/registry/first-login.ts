import { shouldRestore, storedForm } from "../credentials/schemes";
import { withTransaction } from "../db/transaction";
import { log } from "../log";
import { perProcess } from "../per-process";

type Imported = { id: number; hash: string; secret: string; address: string | null };

const underWay = perProcess("registry.first-logins", () => new Map<number, Promise<void>>());

/**
 * Stores an imported secret as Purser stores its own, after a login with it. The login doesn't wait. If it fails, the next
 * login tries again.
 */
export function restoreSecretSoon({ id, hash, secret, address }: Imported): void {
  if (!shouldRestore(hash, secret) || underWay.has(id)) return;
  const work = restoreSecret({ id, hash, secret, address })
    .catch((error: unknown) => log.warn({ err: error, robotId: id }, "could not store an imported secret anew"))
    .finally(() => underWay.delete(id));
  underWay.set(id, work);
}

/** Resolves when all secrets of logins so far are stored. */
export async function settleFirstLogins(): Promise<void> {
  await Promise.all(underWay.values());
}

async function restoreSecret({ id, hash, secret, address }: Imported): Promise<void> {
  const secretHash = await storedForm(secret);
  const at = new Date();
  const used = { secretHash, secretUsedAt: at, secretUsedAddress: address };
  await withTransaction(async (tx) => {
    // The secret may have been refreshed meanwhile.
    const where = { id, secretHash: hash };
    const { count } = await tx.robot.updateMany({
      where: { ...where, secretFirstUsedAt: null, movedAt: null },
      data: { ...used, secretFirstUsedAt: at, movedAt: at },
    });
    // An earlier login was noted, but its secret could not be stored anew.
    if (count === 0) await tx.robot.updateMany({ where, data: used });
  });
}
