const DAY_SECONDS = 86_400;

/** A robot that expires within this time is shown as expiring soon. */
export const SOON_SECONDS = 7 * DAY_SECONDS;

/** Harbor's upper limit, in days. */
export const MAX_DURATION_DAYS = 2_147_483_646;

/** "Never" in dialogs, the export file and the REST API. */
export const NEVER = -1;

/** "Never" as stored: the largest safe integer sorts after every date and is never reached. */
export const STORED_NEVER = BigInt(Number.MAX_SAFE_INTEGER);

export type RobotStatus = "disabled" | "expired" | "active";

export function epochSeconds(at: Date | number = Date.now()): number {
  return Math.floor(Number(at) / 1000);
}

/**
 * @param days whole days, or `NEVER`
 * @returns Unix epoch seconds, or `NEVER`
 */
export function expiresAfter(days: number, fromSeconds: number): number {
  return days === NEVER ? NEVER : fromSeconds + days * DAY_SECONDS;
}

/** The lifetime in days from creation, rounded up because edits can set the expiry to the hour; or `NEVER`. */
export function durationDays(createdAt: Date, expiresAt: number): number {
  if (expiresAt === NEVER) return NEVER;
  const days = Math.ceil((expiresAt - epochSeconds(createdAt)) / DAY_SECONDS);
  return Math.min(Math.max(days, 1), MAX_DURATION_DAYS);
}

export function toStoredExpiry(expiresAt: number): bigint {
  return expiresAt === NEVER ? STORED_NEVER : BigInt(expiresAt);
}

/** Returns epoch seconds, or `NEVER`. */
export function fromStoredExpiry(stored: bigint): number {
  return stored === STORED_NEVER ? NEVER : Number(stored);
}

/** Disabled takes precedence over expired. Times in epoch seconds; at `expiresAt` itself, a robot has expired. */
export function statusOf(robot: { disabled: boolean; expiresAt: number }, nowSeconds: number): RobotStatus {
  if (robot.disabled) return "disabled";
  return robot.expiresAt !== NEVER && nowSeconds >= robot.expiresAt ? "expired" : "active";
}
