import type { ListedRobot } from "@/lib/robots/robot";

const RECENT_MS = 7 * 86_400_000;

/** True for several robots, or for one used in the last 7 days. */
export function needsTypedName(robots: readonly Pick<ListedRobot, "lastUsedAt">[], nowMs: number): boolean {
  if (robots.length > 1) return true;
  return robots.some(({ lastUsedAt }) => lastUsedAt !== null && nowMs - lastUsedAt.getTime() < RECENT_MS);
}
