import { setTimeout as sleep } from "node:timers/promises";
import { disconnectDb } from "@/lib/db/client";
import { log } from "@/lib/log";
import type { Connections } from "@/lib/server/connections";
import { announceStop, runShutdownHooks } from "@/lib/shutdown";

/** Time for pending responses, counted from the start of the stop; at least the second value after draining. */
const FINISH_MS = 7_000;
const FINISH_AFTER_DRAIN_MS = 2_000;
/** With requests still coming in, a connection counts as idle after this long. */
const QUIET_MS = 1_000;
const CLOSE_MS = 1_000;

type Stoppable = { connections: Connections; closeApp: () => Promise<void>; drainMs: number };

/** Logs a failure or a timeout instead of throwing. */
async function within(limitMs: number, what: string, work: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([work(), late]);
  } catch (error) {
    log.warn({ err: error }, `stopping: ${what} failed`);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Stops in order: readiness, requests, hooks, Next, database. It keeps answering for `drainMs`, because proxies need a
 * moment to send requests elsewhere. Takes less than ten seconds, or five more than the drain, whatever hangs.
 */
export async function drain({ connections, closeApp, drainMs }: Stoppable): Promise<void> {
  announceStop();
  connections.retire();
  await sleep(drainMs);
  const limitMs = Math.max(FINISH_MS - drainMs, FINISH_AFTER_DRAIN_MS);
  const isComplete = await connections.close({ limitMs, quietMs: Math.min(QUIET_MS, drainMs) });
  if (!isComplete) log.warn("stopping: some responses were cut off");
  await within(CLOSE_MS, "a shutdown hook", async () => {
    for (const error of await runShutdownHooks()) log.warn({ err: error }, "stopping: a shutdown hook failed");
  });
  // The file watchers of a dev server can take long to close.
  await within(500, "closing the app", closeApp);
  await within(CLOSE_MS, "closing the database", disconnectDb);
}
