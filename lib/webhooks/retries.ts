const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second … failed try; Standard Webhooks’ suggestion. After the last try a delivery has failed. */
const WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/** Spreads tries that failed together. */
const SPREAD = 0.1;
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** A webhook whose every delivery fails for this long is turned off. */
export const FAILING_MS = 5 * 24 * HOUR;

/**
 * How long to wait after a failed try, or null if it was the last.
 * @param tries including the failed one
 */
export function waitAfter(
  tries: number,
  retryAfter: string | undefined,
  now: number,
  random = Math.random(),
): number | null {
  const wait = WAITS_MS[tries - 1];
  if (wait === undefined) return null;
  const spread = wait * (1 + SPREAD * (2 * random - 1));
  return Math.max(spread, Math.min(askedWait(retryAfter, now), MAX_RETRY_AFTER_MS));
}

/** `Retry-After` in seconds or as a date (RFC 9110). */
function askedWait(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * SECOND;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(at - now, 0);
}
