import { log } from "@/lib/log";
import { onShutdown } from "@/lib/shutdown";
import { purgeAudit, purgeIfDue } from "./retention";

const HOUR_MS = 3_600_000;

/** Looks now and then every hour whether the day's purge is due; ends with the process, between two batches. */
export function startAuditPurge(): void {
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const look = () => {
    running = running.then(() => logged(purgeIfDue(stop.signal)));
  };
  const timer = setInterval(look, HOUR_MS);
  timer.unref();
  onShutdown(async () => {
    clearInterval(timer);
    stop.abort();
    await running;
  });
  look();
}

/** Purges now, because the setting changed. Never rejects. */
export function purgeNow(): Promise<void> {
  return logged(purgeAudit());
}

async function logged(purge: Promise<number>): Promise<void> {
  try {
    const count = await purge;
    if (count > 0) log.info({ count }, "old activity removed");
  } catch (error) {
    log.warn({ err: error }, "old activity could not be removed; trying again later");
  }
}
