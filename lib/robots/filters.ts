import { SOON_SECONDS, STORED_NEVER } from "@/lib/access/expiry";
import { idleBefore, outsideExpiry } from "../policies/permissions";
import type { PolicyRules } from "../policies/rules";
import type { RobotTrait } from "../robot-trait";

const DAY_SECONDS = 86_400;

/** What filters depend on: the time in epoch seconds, and the policy of the robots' home. */
type FilterMoment = { now: number; policy: PolicyRules };

/** Filters of one group widen the list, different groups narrow it. */
type FilterGroup = "Status" | "Expiry" | "Use" | "Secrets" | "Contact" | "Policy";

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

/** Enabled robots that expire within so many days. */
function expiringWithin(days: number) {
  return ({ now }: FilterMoment): RobotTrait => ({
    disabled: false,
    expires: { after: BigInt(now), until: BigInt(now + days * DAY_SECONDS - 1) },
  });
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
  "expires-30": { group: "Expiry", label: "Expires within 30 days", trait: expiringWithin(30) },
  "expires-90": { group: "Expiry", label: "Expires within 90 days", trait: expiringWithin(90) },
  "never-expires": { group: "Expiry", label: "Never expires", trait: () => ({ expiresAt: STORED_NEVER }) },
  "never-used": { group: "Use", label: "Never used", trait: () => ({ neverUsed: true }) },
  idle: { group: "Use", label: "Idle", isOffered: ({ idleDays }) => idleDays !== null, trait: idle },
  "two-secrets": {
    group: "Secrets",
    label: "Two secrets",
    trait: ({ now }) => ({ ...workingAt(now), oldSecretAfter: BigInt(now) }),
  },
  "no-contact": { group: "Contact", label: "No contact", trait: () => ({ noContact: true }) },
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

/** The rules that apply to robots of some homes; without `homes`, to all that are asked for. */
export type HomePolicy = { policy: PolicyRules; homes?: RobotTrait["homes"] };

/** What a filter asks for. A filter that depends on the policy asks for something else in each group of homes. */
export function traitsAcross(key: RobotFilter, now: number, policies: readonly HomePolicy[]): RobotTrait[] {
  const { trait, isOffered } = ROBOT_FILTERS[key];
  const asked = isOffered ? policies : policies.slice(0, 1).map(({ policy }) => ({ policy, homes: undefined }));
  return asked.flatMap(({ policy, homes }) => {
    const one = trait({ now, policy });
    return one ? [{ ...one, ...(homes && { homes }) }] : [];
  });
}

/** Any filter of each group, and all groups. Null: nothing matches. */
export function traitsOf(
  chosen: readonly RobotFilter[],
  { now, policies }: { now: number; policies: readonly HomePolicy[] },
): RobotTrait[][] | null {
  const groups = new Map<FilterGroup, RobotTrait[]>();
  for (const key of chosen) {
    const { group } = ROBOT_FILTERS[key];
    groups.set(group, [...(groups.get(group) ?? []), ...traitsAcross(key, now, policies)]);
  }
  const traits = [...groups.values()];
  return traits.some((any) => any.length === 0) ? null : traits;
}
