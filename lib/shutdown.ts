type Hook = () => Promise<void> | void;

const HOOKS = Symbol.for("purser.shutdown.hooks");
const STOPPING = Symbol.for("purser.shutdown.stopping");
// On globalThis: the server's bundle and Next's bundles each have a copy of this module.
const shared = globalThis as { [HOOKS]?: Set<Hook>; [STOPPING]?: boolean };

function hooks(): Set<Hook> {
  shared[HOOKS] ??= new Set();
  return shared[HOOKS];
}

/** Makes {@link isStopping} true for the rest of this process's life. */
export function announceStop(): void {
  shared[STOPPING] = true;
}

/** Whether this process has been told to stop. It still answers, but nothing new should be sent its way. */
export function isStopping(): boolean {
  return shared[STOPPING] === true;
}

/** Has `hook` run when the process stops, after the last reply and before the database is closed. It has about a second. */
export function onShutdown(hook: Hook): void {
  hooks().add(hook);
}

/**
 * Runs every hook once, side by side; one that fails keeps none of the others from running.
 * @returns what the failed ones threw
 */
export async function runShutdownHooks(): Promise<unknown[]> {
  const waiting = [...hooks()];
  hooks().clear();
  const results = await Promise.allSettled(waiting.map(async (hook) => hook()));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
}
