import { epochSeconds } from "@/lib/access/expiry";
import { getDb } from "../db/client";
import { withTransaction } from "../db/transaction";
import { insertEvent, keyOf, unlessTold } from "../events/record";
import { idleBefore } from "../policies/permissions";
import { policyFor } from "../policies/stored";
import { inSlices, tell } from "./scan";

const HOUR_MS = 3_600_000;

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
      ),
    );
  }
}

/** Tells how many logins were refused in the last full hour, by project. */
export async function sumRefusedLogins(now: Date): Promise<void> {
  const end = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  const start = new Date(end.getTime() - HOUR_MS);
  const rows = await getDb().auditEvent.findMany({
    where: { action: "robot.log-in", at: { gte: start, lt: end }, result: "failed" },
    select: { projectId: true, projectName: true, details: true },
  });
  const sums = new Map<number | null, { project: string | null; attempts: number }>();
  for (const { projectId, projectName, details } of rows) {
    const { attempts = 1 } = JSON.parse(details) as { attempts?: number };
    sums.set(projectId, { project: projectName, attempts: (sums.get(projectId)?.attempts ?? 0) + attempts });
  }
  for (const [projectId, { project, attempts }] of sums) {
    const home = project === null ? "" : `/projects/${encodeURIComponent(project)}`;
    const data = {
      ...(project !== null && { project }),
      actor: { type: "system" as const, name: "system" },
      changes: { attempts, from: start.toISOString(), to: end.toISOString() },
      url: `${home}/activity?action=robot.log-in`,
    };
    const key = keyOf("login.refused", projectId ?? 0, start.getTime());
    await unlessTold(() =>
      withTransaction((tx) => insertEvent(tx, { key, type: "login.refused", projectId, robotId: null, data })),
    );
  }
}
