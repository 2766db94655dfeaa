import { env } from "../env";
import { AppError } from "../errors";
import { perProcess } from "../per-process";

const MINUTE_MS = 60_000;

type Window = { count: number; endsAt: number };
/** By caller, oldest window first. */
const windows = perProcess("rest.rate", () => new Map<string, Window>());

/**
 * Counts one request of a caller. In memory, so each instance counts on its own: writing a row per request would cost
 * more than most requests do. Failed passwords are limited elsewhere, across instances.
 * @throws AppError TOO_MANY_REQUESTS with the seconds to wait
 */
export function countRequest(caller: string): void {
  const now = performance.now();
  dropEnded(now);
  const window = windows.get(caller) ?? { count: 0, endsAt: now + MINUTE_MS };
  windows.set(caller, window);
  window.count += 1;
  if (window.count <= env().API_REQUESTS_PER_MINUTE) return;
  const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
  const message = `too many requests; try again in ${seconds === 1 ? "1 second" : `${seconds} seconds`}`;
  throw new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds: seconds });
}

/** Windows last equally long, so the oldest end first. */
function dropEnded(now: number): void {
  for (const [caller, { endsAt }] of windows) {
    if (endsAt > now) return;
    windows.delete(caller);
  }
}
