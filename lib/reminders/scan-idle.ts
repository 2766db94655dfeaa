import { epochSeconds } from "@/lib/access/expiry";
import { getDb } from "../db/client";
import { keyOf } from "../events/record";
import { idleBefore } from "../policies/permissions";
import { policyFor } from "../policies/stored";
import { inSlices, tell } from "./scan";

/** Tells of robots that haven't been used for as long as the policy of their home allows, once per pause. */
export async function scanIdle(now: Date, signal: AbortSignal): Promise<void> {
  const rows = await getDb().policy.findMany({ where: { projectId: { not: null } }, select: { projectId: true } });
  const own = rows.flatMap(({ projectId }) => projectId ?? []);
  // SQL's NOT leaves out rows without a project, so system robots need their own.
  const others = { projectId: { notIn: own } };
  const homes = [
    { where: { projectId: null }, home: null },
    { where: others, home: null },
    ...own.map((projectId) => ({ where: { projectId }, home: projectId })),
  ];
  for (const { where, home } of homes) {
    const policy = await policyFor(getDb(), home);
    const before = idleBefore(policy);
    if (!before) continue;
    const unused = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] };
    const active = { disabled: false, expiresAt: { gt: BigInt(epochSeconds(now)) } };
    await inSlices(signal, { ...where, ...active, createdAt: { lt: before }, ...unused }, (robots) =>
      tell(
        robots.map((robot) => ({
          key: keyOf("robot.idle", robot.id, (robot.lastUsedAt ?? robot.createdAt).getTime()),
          type: "robot.idle" as const,
          robot,
          changes: { days: policy.idleDays },
        })),
        now,
      ),
    );
  }
}
