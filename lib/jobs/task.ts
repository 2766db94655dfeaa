/** Work that recurs. */
export type Task = {
  name: string;
  /** From the end of one run to the start of the next, at least a minute. Missed runs are caught up by one. */
  everyMs: number;
  /**
   * "one": one instance at a time does it for all. "each": every instance does it for itself, and once more when it stops;
   * nothing about it is stored.
   */
  by: "one" | "each";
  /** Must be harmless if it is repeated: an instance can be killed in the middle. @param signal aborts when it has to end */
  run: (signal: AbortSignal) => Promise<void>;
};

/** An instance that dies keeps its work from the others for this long. */
export const LEASE_MS = 120_000;
export const RENEW_MS = 30_000;
/** How often an instance looks for due work. */
export const LOOK_MS = 60_000;
/** Times further ahead than this beyond what is possible were written while the clock was ahead. */
export const SKEW_MS = 60_000;
