import { log } from "@/lib/log";
import { perProcess } from "@/lib/per-process";

/** An outage fails thousands of requests in the same way. */
const QUIET_MS = 30_000;

const lastLogged = perProcess("db.outage-log", () => new Map<string, { at: number; unlogged: number }>());

/**
 * Logs why requests get a 503: each cause at once, then at most every half minute with the number of requests it hit
 * in between.
 * @param cause a code, so that the number of causes is bounded
 * @param reason the message of the database or its driver
 */
export function logOutage(message: string, cause: string, reason: string): void {
  const now = Date.now();
  const key = `${message} ${cause}`;
  const last = lastLogged.get(key);
  // The absolute value, so that a clock set back doesn't silence a cause.
  if (last && Math.abs(now - last.at) < QUIET_MS) {
    last.unlogged++;
    return;
  }
  lastLogged.set(key, { at: now, unlogged: 0 });
  log.warn({ cause, reason, ...(last && last.unlogged > 0 && { unlogged: last.unlogged }) }, message);
}
