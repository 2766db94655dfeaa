import { SOON_SECONDS, STORED_NEVER } from "@/lib/access/expiry";
import { idleBefore, outsideExpiry } from "../policies/permissions";
import type { PolicyRules } from "../policies/rules";
import type { RobotTrait } from "../robot-trait";

/** What filters depend on: the time in epoch seconds, and the policy of the robots' home. */
type FilterMoment = { now: number; policy: PolicyRules };

/** Filters of one group widen the list, different groups narrow it. */
type FilterGroup = "Status" | "Expiry" | "Use" | "Secrets" | "Policy";

type FilterSpec = {
  group: FilterGroup;
  label: string;
  /** Without it, the filter is always offered. */
  isOffered?: (policy: PolicyRules) => boolean;
  /** Null: no robot is like that, because the policy has no rule for it. */
  trait: (moment: FilterMoment) => RobotTrait | null;
};

const workingAt = (now: number) => ({ disabled: false, expires: { after: BigInt(now) } });

function idle({ now, policy }: FilterMoment): RobotTrait | null {
  const unusedSince = idleBefore(policy, now * 1000);
  return unusedSince && { ...workingAt(now), unusedSince };
}

function outside({ now, policy }: FilterMoment): RobotTrait | null {
  const range = outsideExpiry(policy, now);
  return range && { expires: { after: range.gt, until: range.lte } };
}

/** Every filter of robots, by its value in a URL, in the order of menus. A filter added here is offered in every list. */
const FILTERS = {
  active: { group: "Status", label: "Enabled", trait: ({ now }) => workingAt(now) },
  expired: {
    group: "Status",
    label: "Expired",
    trait: ({ now }) => ({ disabled: false, expires: { until: BigInt(now) } }),
  },
  disabled: { group: "Status", label: "Disabled", trait: () => ({ disabled: true }) },
  expiring: {
    group: "Expiry",
    label: "Expiring soon",
    trait: ({ now }) => ({ disabled: false, expires: { after: BigInt(now), until: BigInt(now + SOON_SECONDS - 1) } }),
  },
  "never-expires": { group: "Expiry", label: "Never expires", trait: () => ({ expiresAt: STORED_NEVER }) },
  "never-used": { group: "Use", label: "Never used", trait: () => ({ neverUsed: true }) },
  idle: { group: "Use", label: "Idle", isOffered: ({ idleDays }) => idleDays !== null, trait: idle },
  "two-secrets": {
    group: "Secrets",
    label: "Two secrets",
    trait: ({ now }) => ({ ...workingAt(now), oldSecretAfter: BigInt(now) }),
  },
  outside: {
    group: "Policy",
    label: "Outside the policy",
    isOffered: ({ maxDays, forbidNever }) => maxDays !== null || forbidNever,
    trait: outside,
  },
} as const satisfies Record<string, FilterSpec>;

export type RobotFilter = keyof typeof FILTERS;
export const ROBOT_FILTERS: Readonly<Record<RobotFilter, FilterSpec>> = FILTERS;
export const ROBOT_FILTER_KEYS = Object.keys(FILTERS) as RobotFilter[];

/** The filters a menu offers: those the policy has a rule for, and those already chosen. */
export function offeredFilters(policy: PolicyRules, chosen: readonly RobotFilter[]): RobotFilter[] {
  return ROBOT_FILTER_KEYS.filter((key) => chosen.includes(key) || (ROBOT_FILTERS[key].isOffered?.(policy) ?? true));
}

/** Any filter of each group, and all groups. Null: nothing matches. */
export function traitsOf(chosen: readonly RobotFilter[], moment: FilterMoment): RobotTrait[][] | null {
  const groups = new Map<FilterGroup, RobotTrait[]>();
  for (const key of chosen) {
    const { group, trait } = ROBOT_FILTERS[key];
    groups.set(group, [...(groups.get(group) ?? []), trait(moment) ?? []].flat());
  }
  const traits = [...groups.values()];
  return traits.some((any) => any.length === 0) ? null : traits;
}
