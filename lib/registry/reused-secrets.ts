import { createHash } from "node:crypto";
import { type AuditActor, recordAudit } from "../audit/service";
import { bump, type Counter, liveCounters } from "../credentials/counters";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";
import { policyFor } from "../policies/stored";

/** Attempts a minute that a fleet with a retired secret may make before they count as failed. */
const FORGIVEN_A_MINUTE = 10;

const SYSTEM: AuditActor = { type: "system", name: "system", address: null, requestId: null };

type ReusedSecret = { name: string; address: string | null; robotId: number; hash: string };

/**
 * Notes that a secret that no longer works came back: one row in the activity per robot, secret and hour.
 * Writes nothing for the many that a fleet makes in a minute beyond those.
 * @returns whether the attempt counts as failed, because there were many in this minute
 */
export async function noteReusedSecret(reuse: ReusedSecret): Promise<boolean> {
  if (await isNoted(reuse)) return true;
  for (let turn = 1; ; turn += 1) {
    try {
      return await withTransaction((tx) => countReuse(tx, reuse));
    } catch (error) {
      // Another attempt created the same counter first.
      if (turn === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

type Counters = { minute: Counter; hour: Counter };

function countersOf({ robotId, hash }: ReusedSecret): Counters {
  const secret = createHash("sha256")
    .update(JSON.stringify([robotId, hash]))
    .digest("base64url");
  return {
    minute: { key: `reused minute ${secret}`, limit: FORGIVEN_A_MINUTE, seconds: 60 },
    hour: { key: `reused hour ${secret}`, limit: 1, seconds: 3600 },
  };
}

/** Whether the hour has its row and the minute as many attempts as are forgiven. */
async function isNoted(reuse: ReusedSecret): Promise<boolean> {
  const { minute, hour } = countersOf(reuse);
  const live = await liveCounters([minute, hour]);
  return live.has(hour.key) && (live.get(minute.key)?.points ?? 0) >= minute.limit;
}

async function countReuse(tx: Tx, reuse: ReusedSecret): Promise<boolean> {
  const counters = countersOf(reuse);
  const minute = await bump(tx, counters.minute);
  const hour = await bump(tx, counters.hour);
  if (hour.points === 1) await addRow(tx, reuse);
  return minute.points > FORGIVEN_A_MINUTE;
}

/** One row; where the policy says so, the robot is disabled as well. */
async function addRow(tx: Tx, { name, address, robotId }: ReusedSecret): Promise<void> {
  const robot = await tx.robot.findUnique({
    where: { id: robotId },
    select: { id: true, loginName: true, project: { select: { id: true, name: true } } },
  });
  if (!robot) return;
  const { project } = robot;
  await recordAudit(tx, {
    actor: { type: "anonymous", name, address, requestId: null },
    action: "robot.secret-reused",
    result: "failed",
    robot,
    project,
  });
  const policy = await policyFor(tx, project?.id ?? null);
  if (!policy.disableOnReuse) return;
  const { count } = await tx.robot.updateMany({
    where: { id: robotId, disabled: false },
    data: { disabled: true, version: { increment: 1 }, updatedAt: new Date(), updatedByName: "system" },
  });
  if (count > 0)
    await recordAudit(tx, { actor: SYSTEM, action: "robot.disable", robot, project, details: { reason: "reused" } });
}
