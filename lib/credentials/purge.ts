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

/** How long retired robot secrets are remembered. */
const RETIRED_MS = 400 * 86_400_000;

/** @returns how many retired secrets were forgotten */
export async function purgeRetiredSecrets(signal?: AbortSignal): Promise<number> {
  const { retiredSecret } = getDb();
  let deleted = 0;
  while (!signal?.aborted) {
    const where = { retiredAt: { lt: new Date(Date.now() - RETIRED_MS) } };
    const rows = await retiredSecret.findMany({ where, take: SLICE, select: { id: true } });
    if (rows.length > 0)
      deleted += (await retiredSecret.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })).count;
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
        await purgeRetiredSecrets(stop.signal);
      } catch (error) {
        log.warn({ err: error }, "expired sessions, counters and secrets could not be deleted; trying again later");
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
