const DAY_SECONDS = 86_400;

/** Maximum lifetime in whole days (robot account rules, "Id, time, expiry"). */
export const MAX_DURATION_DAYS = 2_147_483_646;

/** How "never" is written at the edges: dialogs, the export file, the REST API. */
export const NEVER = -1;

/** How "never" is stored: the largest safe integer, so that it sorts after every date and is never reached. */
export const STORED_NEVER = BigInt(Number.MAX_SAFE_INTEGER);

export type RobotStatus = "disabled" | "expired" | "active";

export const ROBOT_STATUSES: readonly RobotStatus[] = ["active", "expired", "disabled"];

/** This moment in whole Unix epoch seconds. */
export function epochSeconds(at: Date | number = Date.now()): number {
  return Math.floor(Number(at) / 1000);
}

/**
 * When a lifetime ends, in Unix epoch seconds.
 * @param days whole days from `fromSeconds`, or `NEVER`
 */
export function expiresAfter(days: number, fromSeconds: number): number {
  return days === NEVER ? NEVER : fromSeconds + days * DAY_SECONDS;
}

/** A lifetime in whole days from creation, begun ones counted, or `NEVER`: an edit may have moved the expiry by hours. */
export function durationDays(createdAt: Date, expiresAt: number): number {
  if (expiresAt === NEVER) return NEVER;
  const days = Math.ceil((expiresAt - epochSeconds(createdAt)) / DAY_SECONDS);
  return Math.min(Math.max(days, 1), MAX_DURATION_DAYS);
}

/** Epoch seconds or `NEVER` → the stored value. */
export function toStoredExpiry(expiresAt: number): bigint {
  return expiresAt === NEVER ? STORED_NEVER : BigInt(expiresAt);
}

/** The stored value → epoch seconds or `NEVER`. */
export function fromStoredExpiry(stored: bigint): number {
  return stored === STORED_NEVER ? NEVER : Number(stored);
}

/** Exactly one status; disabled wins. Expired from the second `expiresAt` on. Both times in epoch seconds. */
export function statusOf(robot: { disabled: boolean; expiresAt: number }, nowSeconds: number): RobotStatus {
  if (robot.disabled) return "disabled";
  return robot.expiresAt !== NEVER && nowSeconds >= robot.expiresAt ? "expired" : "active";
}
