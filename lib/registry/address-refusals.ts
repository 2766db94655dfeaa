import { recordAudit } from "../audit/service";
import { bump } from "../credentials/counters";
import { networkOf } from "../credentials/network";
import { getDb } from "../db/client";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";

const HOUR_MS = 3_600_000;
/** Rows per robot and hour: whoever has the secret may also have thousands of networks. */
const MAX_NETWORKS = 50;

type Refused = { robotId: number; loginName: string; address: string | null };

/** Records a login that was refused because of its address: at most once per robot, network and hour. */
export async function logAddressRefusal(refused: Refused): Promise<void> {
  const key = `refused from ${hour()} ${refused.robotId} ${networkOf(refused.address)}`;
  const networks = { key: `refused networks ${hour()} ${refused.robotId}`, limit: MAX_NETWORKS, seconds: 3600 };
  // A client that keeps trying costs one read each time.
  const known = await getDb().rateLimiterFlexible.findMany({ where: { key: { in: [key, networks.key] } } });
  if (known.some((row) => row.key === key || row.points >= MAX_NETWORKS)) return;
  try {
    await withTransaction(async (tx) => {
      // Many networks at once have all read that there is room.
      if ((await bump(tx, networks)).points <= MAX_NETWORKS) await record(tx, key, refused);
    });
  } catch (error) {
    // Another login recorded it first.
    if (!isUniqueViolation(error)) throw error;
  }
}

const hour = () => Math.floor(Date.now() / HOUR_MS);

async function record(tx: Tx, key: string, { robotId, loginName, address }: Refused): Promise<void> {
  const expire = new Date(Date.now() + HOUR_MS);
  await tx.rateLimiterFlexible.create({ data: { key, points: 1, expire }, select: { key: true } });
  const robot = await tx.robot.findUnique({
    where: { id: robotId },
    select: { id: true, loginName: true, project: { select: { id: true, name: true } } },
  });
  if (!robot) return;
  await tx.robot.updateMany({ where: { id: robotId }, data: { refusedAt: new Date(), refusedAddress: address } });
  await recordAudit(tx, {
    actor: { type: "anonymous", name: loginName, address, requestId: null },
    action: "robot.log-in-from",
    result: "failed",
    targetName: loginName,
    robot,
    project: robot.project,
  });
}
