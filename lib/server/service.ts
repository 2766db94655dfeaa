import { disconnectDb } from "@/lib/db/client";
import { log } from "@/lib/log";
import type { Connections } from "@/lib/server/connections";
import { runShutdownHooks } from "@/lib/shutdown";

/** Replies under way get this long; what is left of the ten seconds is for the hooks and the database. */
const DRAIN_MS = 7_000;
const CLOSE_MS = 1_000;

type Stoppable = { connections: Connections; closeApp: () => Promise<void> };

/** Waits for `work` at most `limitMs`; a failure or a late end is logged under `what`, not thrown. */
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

/** Ends the process's work in order: replies, hooks, Next, database. Takes less than ten seconds whatever hangs. */
export async function drain({ connections, closeApp }: Stoppable): Promise<void> {
  if (!(await connections.drain(DRAIN_MS))) log.warn("stopping: some replies were cut off");
  await within(CLOSE_MS, "a shutdown hook", async () => {
    for (const error of await runShutdownHooks()) log.warn({ err: error }, "stopping: a shutdown hook failed");
  });
  // Not awaited longer than needed: a dev server's file watchers may take their time.
  await within(500, "closing the app", closeApp);
  await within(CLOSE_MS, "closing the database", disconnectDb);
}
