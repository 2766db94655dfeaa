import { epochSeconds } from "@/lib/access/expiry";
import { type Tx, withTransaction } from "../db/transaction";

/** One login, and the secret it used. */
export type LastUse = {
  robotId: number;
  at: Date;
  address: string | null;
  secret: {
    hash: string;
    isOld: boolean;
    /** The first use of the current secret, as far as known. */
    isFirst: boolean;
    /** The old secret's end counts from this use: `grace` seconds later, but not after `endsAt`. */
    waiting: { grace: number; endsAt: number } | null;
  };
};

/** A use older than the stored one changes nothing, and neither does one of a secret that was replaced since. */
export async function writeLastUses(uses: readonly LastUse[]): Promise<void> {
  // By id, so that instances that write at the same time lock rows in the same order.
  const ordered = [...uses].sort((one, other) => one.robotId - other.robotId || Number(one.at) - Number(other.at));
  await withTransaction(async (tx) => {
    for (const use of ordered) {
      await writeUse(tx, use);
      if (use.secret.isFirst) await writeFirstUse(tx, use);
    }
  });
}

async function writeUse(tx: Tx, { robotId, at, address, secret }: LastUse): Promise<void> {
  const ofRobot = {
    where: { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: at } }] },
    data: { lastUsedAt: at, lastUsedAddress: address },
  };
  const ofSecret = secret.isOld
    ? {
        where: { oldSecretHash: secret.hash, OR: [{ oldSecretUsedAt: null }, { oldSecretUsedAt: { lt: at } }] },
        data: { oldSecretUsedAt: at, oldSecretUsedAddress: address },
      }
    : {
        where: { secretHash: secret.hash, OR: [{ secretUsedAt: null }, { secretUsedAt: { lt: at } }] },
        data: { secretUsedAt: at, secretUsedAddress: address },
      };
  const { count } = await tx.robot.updateMany({
    where: { id: robotId, AND: [ofRobot.where, ofSecret.where] },
    data: { ...ofRobot.data, ...ofSecret.data },
  });
  if (count > 0) return;
  // One of the two is newer already, or the secret was replaced since.
  for (const { where, data } of [ofRobot, ofSecret])
    await tx.robot.updateMany({ where: { id: robotId, ...where }, data });
}

async function writeFirstUse(tx: Tx, { robotId, at, secret: { hash, waiting } }: LastUse): Promise<void> {
  await tx.robot.updateMany({
    where: { id: robotId, importedAt: { not: null }, movedAt: null },
    data: { movedAt: at },
  });
  const where = { id: robotId, secretHash: hash, secretFirstUsedAt: null };
  const data = { secretFirstUsedAt: at };
  if (waiting) {
    const end = Math.min(epochSeconds(at) + waiting.grace, waiting.endsAt);
    const { count } = await tx.robot.updateMany({
      where: { ...where, oldSecretGrace: waiting.grace, oldSecretEndsAt: waiting.endsAt },
      data: { ...data, oldSecretEndsAt: end, oldSecretGrace: null },
    });
    if (count > 0) return;
  }
  // Nothing waits for it, or somebody has just changed the old secret's end.
  await tx.robot.updateMany({ where, data });
}
