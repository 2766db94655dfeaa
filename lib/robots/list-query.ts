import { epochSeconds } from "@/lib/access/expiry";
import type { RobotListFilter } from "../db/robot-list";
import { type EffectivePolicy, idleBefore, outsideExpiry } from "../policies/permissions";
import { searchText } from "../text";
import type { ListRobotsInput } from "./schema";

/** The columns that lists are sorted by. */
export const SORT_COLUMNS = {
  created: "createdAt",
  name: "name",
  expires: "expiresAt",
  lastUsed: "lastUsedAt",
} as const satisfies Record<ListRobotsInput["sort"], string>;

/** Null: nothing matches, because the policy has no rule for the filter. */
export function robotFilter(
  { status, q }: Pick<ListRobotsInput, "status" | "q">,
  policy: EffectivePolicy,
): RobotListFilter | null {
  const byStatus = statusFilter(status, policy);
  const named = q.trim();
  return byStatus && named ? { ...byStatus, named: searchText(named) } : byStatus;
}

function statusFilter(status: ListRobotsInput["status"], policy: EffectivePolicy): RobotListFilter | null {
  const now = BigInt(epochSeconds());
  if (status === "disabled") return { disabled: true };
  if (status === "expired") return { disabled: false, expires: { until: now } };
  if (status === "outside") {
    const range = outsideExpiry(policy);
    return range && { expires: { after: range.gt, until: range.lte } };
  }
  const active = { disabled: false, expires: { after: now } };
  if (status === "active") return active;
  if (status !== "idle") return {};
  const unusedSince = idleBefore(policy);
  return unusedSince && { ...active, unusedSince };
}
