import type { Task } from "@/lib/jobs/task";
import { log } from "@/lib/log";
import { purgeAudit } from "./retention";

const DAY_MS = 86_400_000;

/** The daily purge. Ends between two batches. */
export const auditPurge: Task = {
  name: "audit.purge",
  everyMs: DAY_MS,
  by: "one",
  run: async (signal) => logCount(await purgeAudit(signal)),
};

/** Purges after a change of the setting. Never rejects. */
export async function purgeNow(): Promise<void> {
  try {
    logCount(await purgeAudit());
  } catch (error) {
    log.warn({ err: error }, "could not remove old activity; the daily purge tries again");
  }
}

function logCount(count: number): void {
  if (count > 0) log.info({ count }, "old activity removed");
}
