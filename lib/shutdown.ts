type Hook = () => Promise<void> | void;

const KEY = Symbol.for("purser.shutdown.hooks");
// On globalThis: the server's bundle and Next's bundles each have a copy of this module.
const shared = globalThis as { [KEY]?: Set<Hook> };

function hooks(): Set<Hook> {
  shared[KEY] ??= new Set();
  return shared[KEY];
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
