import { createHash } from "node:crypto";
import { recordAudit } from "../audit/service";
import { bump, type Counter, forget } from "../credentials/counters";
import { networkOf } from "../credentials/network";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";

const HOUR_MS = 3_600_000;
/** Rows for unknown names per hour and network; all further names share one more row. */
const UNKNOWN_NAMES = 20;
const OTHER_NAMES = "(other names)";

type FailedLogin = { name: string; address: string | null; robotId: number | null };

/**
 * Records failed robot logins in the activity log: one row per name, network and hour, with a count. Unknown names take
 * only a few rows, however many an attacker invents.
 */
export async function logFailedLogin(login: FailedLogin): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await withTransaction((tx) => countLogin(tx, login));
    } catch (error) {
      // Another login created the same row first.
      if (turn === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

async function countLogin(tx: Tx, { name, address, robotId }: FailedLogin): Promise<void> {
  const network = networkOf(address);
  const row = rowOf(network, name);
  if (await countInRow(tx, row)) return;
  if (robotId === null) {
    const names = await bump(tx, { key: `failed names ${hour()} ${network}`, limit: UNKNOWN_NAMES, seconds: 3600 });
    if (names.points > UNKNOWN_NAMES) {
      const others = rowOf(network, OTHER_NAMES);
      if (!(await countInRow(tx, others))) await addRow(tx, others, { name: OTHER_NAMES, address, robotId });
      return;
    }
  }
  await addRow(tx, row, { name, address, robotId });
}

const hour = () => Math.floor(Date.now() / HOUR_MS);

/** A counter whose points are the id of an audit row, so that the row is found without reading the log. */
function rowOf(network: string, name: string): Counter {
  const digest = createHash("sha256")
    .update(JSON.stringify([hour(), network, name]))
    .digest("base64url");
  return { key: `failed row ${digest}`, limit: 0, seconds: 3600 };
}

/** @returns whether this hour has a row */
async function countInRow(tx: Tx, row: Counter): Promise<boolean> {
  const { key } = row;
  // A write locks the row, so that no concurrent attempt is lost.
  const { count } = await tx.rateLimiterFlexible.updateMany({ where: { key }, data: { points: { increment: 0 } } });
  if (count === 0) return false;
  const { points: id } = await tx.rateLimiterFlexible.findUniqueOrThrow({ where: { key }, select: { points: true } });
  const event = await tx.auditEvent.findUnique({ where: { id }, select: { details: true } });
  if (!event) {
    // The row was purged with old activity.
    await forget(tx, row);
    return false;
  }
  const { attempts } = JSON.parse(event.details) as { attempts: number };
  await tx.auditEvent.updateMany({ where: { id }, data: { details: JSON.stringify({ attempts: attempts + 1 }) } });
  return true;
}

async function addRow(tx: Tx, { key, seconds }: Counter, { name, address, robotId }: FailedLogin): Promise<void> {
  const robot =
    robotId === null
      ? null
      : await tx.robot.findUnique({
          where: { id: robotId },
          select: { id: true, loginName: true, project: { select: { id: true, name: true } } },
        });
  const id = await recordAudit(tx, {
    actor: { type: "anonymous", name, address, requestId: null },
    action: "robot.log-in",
    result: "failed",
    targetName: name,
    robot,
    project: robot?.project ?? null,
    details: { attempts: 1 },
  });
  const expire = new Date(Date.now() + seconds * 1000);
  await tx.rateLimiterFlexible.create({ data: { key, points: id, expire } });
}
