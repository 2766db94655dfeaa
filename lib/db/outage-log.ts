import { log } from "@/lib/log";

/** How long one cause stays quiet after it was logged: an outage fails thousands of requests in the same way. */
const QUIET_MS = 30_000;

type Told = { at: number; unlogged: number };

const KEY = Symbol.for("purser.db.outage.log");
// On globalThis: the server's bundle and Next's bundles each have a copy of this module.
const shared = globalThis as { [KEY]?: Map<string, Told> };
shared[KEY] ??= new Map();
const told = shared[KEY];

/**
 * Logs why requests are answered 503: each cause at once, then at most every half minute with the number of requests
 * that met it meanwhile.
 * @param cause a code: there are few of them
 * @param reason what the database or its driver said
 */
export function logOutage(message: string, cause: string, reason: string): void {
  const now = Date.now();
  const key = `${message} ${cause}`;
  const last = told.get(key);
  // A clock that was set back must not keep a cause quiet.
  if (last && Math.abs(now - last.at) < QUIET_MS) {
    last.unlogged++;
    return;
  }
  told.set(key, { at: now, unlogged: 0 });
  log.warn({ cause, reason, ...(last && last.unlogged > 0 && { unlogged: last.unlogged }) }, message);
}
