import { recordAudit } from "../audit/service";
import { STOPPED } from "../credentials/secret";
import { retireSecrets } from "../db/retired-secrets";
import type { Tx } from "../db/transaction";
import { NO_OLD_SECRET } from "../robots/secret-columns";
import { forgetRetired } from "../robots/secret-end";
import type { Hit } from "./found-secrets";

const REPORTER = "leak report";

/** Stops a secret. Does nothing if the secret was replaced since, or somebody else reported it first. */
export async function stopSecret(tx: Tx, { robotId, hash }: Hit, address: string | null): Promise<void> {
  const robot = await tx.robot.findUnique({
    where: { id: robotId },
    select: { id: true, loginName: true, secretHash: true, project: { select: { id: true, name: true } } },
  });
  if (!robot) return;
  const at = new Date();
  const isCurrent = robot.secretHash === hash;
  const { count } = await tx.robot.updateMany({
    where: { id: robotId, ...(isCurrent ? { secretHash: hash } : { oldSecretHash: hash }) },
    data: { secretLeakedAt: at, version: { increment: 1 }, updatedAt: at, updatedByName: REPORTER },
  });
  if (count === 0) return;
  await retireSecrets(tx, robotId, { current: isCurrent, old: !isCurrent, reason: "leaked", at });
  await forgetRetired(tx, robotId);
  const data = isCurrent ? { secretHash: STOPPED, secretStoppedAt: at } : NO_OLD_SECRET;
  await tx.robot.updateMany({ where: { id: robotId }, data });
  await recordAudit(tx, {
    actor: { type: "anonymous", name: REPORTER, address, requestId: null },
    action: "robot.secret-leaked",
    robot,
    project: robot.project,
    details: { secret: isCurrent ? "current" : "old" },
  });
}
