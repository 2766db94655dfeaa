import { setTimeout as sleep } from "node:timers/promises";
import { getDb } from "../db/client";
import { log } from "../log";
import { onShutdown } from "../shutdown";
import { purgeCounters } from "./counter-purge";
import { overSessions } from "./session";

const EVERY_MS = 10 * 60_000;
/** Rows deleted at once, so that other writers never wait long; and the pause between two slices. */
const SLICE = 500;
const PAUSE_MS = 20;

/** Deletes sessions that are over, a slice at a time. @returns how many */
export function purgeSessions(signal?: AbortSignal): Promise<number> {
  const db = getDb();
  return inSlices(async () => {
    const rows = await db.session.findMany({ where: overSessions(), take: SLICE, select: { id: true } });
    if (rows.length === 0) return { found: 0, deleted: 0 };
    const id = { in: rows.map((row) => row.id) };
    // Looked at again: one that was idle may have been used this moment.
    const { count } = await db.session.deleteMany({ where: { id, ...overSessions() } });
    return { found: rows.length, deleted: count };
  }, signal);
}

async function inSlices(
  slice: () => Promise<{ found: number; deleted: number }>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const { found, deleted } = await slice();
    total += deleted;
    if (found < SLICE) break;
    await sleep(PAUSE_MS, undefined, { ref: false });
  }
  return total;
}

/** Purges now and every ten minutes; ends with the process, between two slices. */
export function startCredentialsPurge(): void {
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const purge = () => {
    running = running.then(async () => {
      try {
        await purgeSessions(stop.signal);
        await purgeCounters(stop.signal);
      } catch (error) {
        log.warn({ err: error }, "expired sessions and counters could not be removed; trying again later");
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
