import { getDb } from "../db/client";
import { withTransaction } from "../db/transaction";
import { insertEvent, keyOf, unlessTold } from "../events/record";

const HOUR_MS = 3_600_000;

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
