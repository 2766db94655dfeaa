import { log } from "@/lib/log";
import { onShutdown } from "@/lib/shutdown";
import { purgeAudit, purgeIfDue } from "./retention";

const HOUR_MS = 3_600_000;

/** Checks now and every hour whether the daily purge is due. Stops with the process, between two batches. */
export function startAuditPurge(): void {
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const check = () => {
    running = running.then(() => logged(purgeIfDue(stop.signal)));
  };
  const timer = setInterval(check, HOUR_MS);
  timer.unref();
  onShutdown(async () => {
    clearInterval(timer);
    stop.abort();
    await running;
  });
  check();
}

/** Purges after a change of the setting. Never rejects. */
export function purgeNow(): Promise<void> {
  return logged(purgeAudit());
}

async function logged(purge: Promise<number>): Promise<void> {
  try {
    const count = await purge;
    if (count > 0) log.info({ count }, "old activity removed");
  } catch (error) {
    log.warn({ err: error }, "could not remove old activity; retrying later");
  }
}
