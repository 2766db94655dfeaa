import { setTimeout as sleep } from "node:timers/promises";
import { getDb } from "../db/client";
import { log } from "../log";
import { onShutdown } from "../shutdown";
import { purgeCounters } from "./counter-purge";
import { expiredSessions } from "./session";

const EVERY_MS = 10 * 60_000;
/** Rows per statement. Small slices with pauses in between keep other writers from waiting long. */
const SLICE = 500;
const PAUSE_MS = 20;

/** @returns how many expired sessions were deleted */
export async function purgeSessions(signal?: AbortSignal): Promise<number> {
  const { session } = getDb();
  let deleted = 0;
  while (!signal?.aborted) {
    const rows = await session.findMany({ where: expiredSessions(), take: SLICE, select: { id: true } });
    const id = { in: rows.map((row) => row.id) };
    // Checked again, because an idle session may have been used in the meantime.
    if (rows.length > 0) deleted += (await session.deleteMany({ where: { id, ...expiredSessions() } })).count;
    if (rows.length < SLICE) break;
    await sleep(PAUSE_MS, undefined, { ref: false });
  }
  return deleted;
}

/** Purges now and every ten minutes. On shutdown it stops between two slices. */
export function startCredentialsPurge(): void {
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const purge = () => {
    running = running.then(async () => {
      try {
        await purgeSessions(stop.signal);
        await purgeCounters(stop.signal);
      } catch (error) {
        log.warn({ err: error }, "expired sessions and counters could not be deleted; trying again later");
      }
    });
  };
  const timer = setInterval(purge, EVERY_MS);
  timer.unref();
  onShutdown(async () => {
    clearInterval(timer);
    stop.abort();
    await running;
  });
  purge();
}
