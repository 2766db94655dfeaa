import { SOON_SECONDS, STORED_NEVER } from "@/lib/access/expiry";
import type { Prisma } from "../db/generated/sqlite/client";
import { idleBefore, outsideExpiry, type PolicyRules } from "../policies/permissions";

type Where = Prisma.RobotWhereInput;
type Order = { disabled?: "asc"; expiresAt?: "asc"; lastUsedAt?: "asc"; createdAt?: "asc"; id?: "asc" };
type CountPlan = { where: Where; along: readonly Order[] };

/** What conditions depend on: the time in epoch seconds, and the policy of the robots' home. */
export type FilterMoment = { now: number; policy: PolicyRules };

/** Filters of one group widen the list, different groups narrow it. */
type FilterGroup = "Status" | "Expiry" | "Use" | "Policy";

type FilterSpec = {
  group: FilterGroup;
  label: string;
  /** Without it, the filter is always offered. */
  isOffered?: (policy: PolicyRules) => boolean;
  /**
   * Written as negations. With equalities, SQLite would collect and sort every robot that matches instead of following
   * the list's index to the first matches, which reads a thousand times less.
   */
  where: (moment: FilterMoment) => Where;
  /** The same as equalities and ranges, with the index to count along. */
  counted?: (moment: FilterMoment) => CountPlan;
};

/** Matches nothing: the policy has no rule for the filter. */
const NOTHING: Where = { id: { lt: 0 } };
const BY_STATUS: readonly Order[] = [{ disabled: "asc" }, { expiresAt: "asc" }, { id: "asc" }];
const BY_EXPIRY: readonly Order[] = [{ expiresAt: "asc" }, { id: "asc" }];
const BY_USE: readonly Order[] = [{ lastUsedAt: "asc" }, { id: "asc" }];

const enabledWithin = (expiresAt: { gt?: bigint; lte?: bigint; lt?: bigint }): CountPlan => ({
  where: { disabled: false, expiresAt },
  along: BY_STATUS,
});

function idle({ now, policy }: FilterMoment): Where {
  const before = idleBefore(policy, now * 1000);
  if (!before) return NOTHING;
  const unused = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] };
  return { NOT: [{ disabled: true }, { expiresAt: { lte: BigInt(now) } }], createdAt: { lt: before }, ...unused };
}

function outside({ now, policy }: FilterMoment): Where {
  const expiresAt = outsideExpiry(policy, now);
  return expiresAt ? { expiresAt } : NOTHING;
}

/** Every filter of robots, by its value in a URL, in the order of menus. A filter added here is offered in every list. */
const FILTERS = {
  active: {
    group: "Status",
    label: "Enabled",
    where: ({ now }) => ({ NOT: [{ disabled: true }, { expiresAt: { lte: BigInt(now) } }] }),
    counted: ({ now }) => enabledWithin({ gt: BigInt(now) }),
  },
  expired: {
    group: "Status",
    label: "Expired",
    where: ({ now }) => ({ NOT: [{ disabled: true }, { expiresAt: { gt: BigInt(now) } }] }),
    counted: ({ now }) => enabledWithin({ lte: BigInt(now) }),
  },
  disabled: {
    group: "Status",
    label: "Disabled",
    where: () => ({ NOT: [{ disabled: false }] }),
    counted: () => ({ where: { disabled: true }, along: BY_STATUS }),
  },
  expiring: {
    group: "Expiry",
    label: "Expiring soon",
    where: ({ now }) => ({
      NOT: [
        { disabled: true },
        { expiresAt: { lte: BigInt(now) } },
        { expiresAt: { gte: BigInt(now + SOON_SECONDS) } },
      ],
    }),
    counted: ({ now }) => enabledWithin({ gt: BigInt(now), lt: BigInt(now + SOON_SECONDS) }),
  },
  "never-expires": {
    group: "Expiry",
    label: "Never expires",
    where: () => ({ NOT: [{ expiresAt: { lt: STORED_NEVER } }] }),
    counted: () => ({ where: { expiresAt: STORED_NEVER }, along: BY_EXPIRY }),
  },
  "never-used": {
    group: "Use",
    label: "Never used",
    where: () => ({ NOT: [{ lastUsedAt: { not: null } }] }),
    counted: () => ({ where: { lastUsedAt: null }, along: BY_USE }),
  },
  idle: { group: "Use", label: "Idle", isOffered: ({ idleDays }) => idleDays !== null, where: idle },
  outside: {
    group: "Policy",
    label: "Outside the policy",
    isOffered: ({ maxDays, forbidNever }) => maxDays !== null || forbidNever,
    where: outside,
    counted: (moment) => ({ where: outside(moment), along: BY_EXPIRY }),
  },
} as const satisfies Record<string, FilterSpec>;

export type RobotFilter = keyof typeof FILTERS;
export const ROBOT_FILTERS: Readonly<Record<RobotFilter, FilterSpec>> = FILTERS;
export const ROBOT_FILTER_KEYS = Object.keys(FILTERS) as RobotFilter[];

/** The filters a menu offers: those the policy has a rule for, and those already chosen. */
export function offeredFilters(policy: PolicyRules, chosen: readonly RobotFilter[]): RobotFilter[] {
  return ROBOT_FILTER_KEYS.filter((key) => chosen.includes(key) || (ROBOT_FILTERS[key].isOffered?.(policy) ?? true));
}

/** Any filter of each group, and all groups. */
export function filterConditions(chosen: readonly RobotFilter[], moment: FilterMoment): Where[] {
  const groups = new Map<FilterGroup, Where[]>();
  for (const key of chosen) {
    const { group, where } = ROBOT_FILTERS[key];
    groups.set(group, [...(groups.get(group) ?? []), where(moment)]);
  }
  return Array.from(groups.values(), (any) => (any.length === 1 && any[0] ? any[0] : { OR: any }));
}
