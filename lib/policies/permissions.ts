import { epochSeconds, expiresAfter, NEVER, STORED_NEVER } from "@/lib/access/expiry";
import { numberText } from "../number-text";

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;

/** The rules of the instance or a project. Null and false set no rule; a project then follows the instance. */
export type PolicyRules = {
  /** The furthest an expiry may be set ahead, in days. */
  maxDays: number | null;
  /** Robots must expire. */
  forbidNever: boolean;
  /** Robots are flagged after this many days without use. */
  idleDays: number | null;
};

export const NO_RULES: PolicyRules = { maxDays: null, forbidNever: false, idleDays: null };
export const RULES = Object.keys(NO_RULES) as (keyof PolicyRules)[];

/** The rules alone, of a policy that is stored or entered in a form. */
export function rulesOf(policy: PolicyRules): PolicyRules {
  return Object.fromEntries(RULES.map((key) => [key, policy[key]])) as PolicyRules;
}

export type PolicyOrigin = "instance" | "project";

/** The rules that apply to the robots of a home, and where each comes from. */
export type EffectivePolicy = PolicyRules & { by: Record<keyof PolicyRules, PolicyOrigin> };

/** The stricter of both, rule by rule. Never stored, so that a change of either applies at once. */
export function effectivePolicy(instance: PolicyRules, project: PolicyRules = NO_RULES): EffectivePolicy {
  const origins = RULES.map(
    (key) => [key, isRuleStricter(project[key], instance[key]) ? "project" : "instance"] as const,
  );
  const rules = origins.map(([key, origin]) => [key, origin === "project" ? project[key] : instance[key]]);
  return { ...Object.fromEntries(rules), by: Object.fromEntries(origins) } as EffectivePolicy;
}

function isRuleStricter(a: number | boolean | null, b: number | boolean | null): boolean {
  return typeof a === "number" ? isLess(a, b === null ? null : Number(b)) : Boolean(a) && !b;
}

/** Null means no limit. */
function isLess(a: number | null, b: number | null): boolean {
  return a !== null && (b === null || a < b);
}

/** Whether `next` forbids an expiry that `last` allows. */
export function isStricter(next: PolicyRules, last: PolicyRules): boolean {
  return isLess(next.maxDays, last.maxDays) || (next.forbidNever && !last.forbidNever);
}

/** The fields in which a project is less strict than the instance, each with what to choose instead. */
export function laxerFields(project: PolicyRules, instance: PolicyRules): Partial<Record<keyof PolicyRules, string>> {
  const limit = (own: number | null, all: number | null) =>
    own !== null && isLess(all, own) ? `Choose ${days(all ?? 0)} or fewer, or “Same as the instance”.` : null;
  const maxDays = limit(project.maxDays, instance.maxDays);
  const idleDays = limit(project.idleDays, instance.idleDays);
  return {
    ...(maxDays && { maxDays: `The instance allows at most ${days(instance.maxDays ?? 0)}. ${maxDays}` }),
    ...(idleDays && { idleDays: `The instance flags robots after ${days(instance.idleDays ?? 0)}. ${idleDays}` }),
  };
}

/**
 * Why an expiry is not allowed and what to choose instead; null when it is allowed.
 * @param ahead days from now, or `NEVER`
 */
export function expiryFault(policy: EffectivePolicy, ahead: number): string | null {
  const { maxDays, forbidNever } = policy;
  if (ahead === NEVER) return forbidNever ? `${neverFault(policy)} ${choice(maxDays)}` : null;
  if (maxDays === null || ahead <= maxDays) return null;
  return `${limitText(policy, maxDays)} ${choice(maxDays)}`;
}

export function limitText({ by }: Pick<EffectivePolicy, "by">, maxDays: number): string {
  return `${PLACES[by.maxDays]} allows at most ${days(maxDays)}.`;
}

/** Explains why “Never” is disabled. */
export function neverFault({ by }: EffectivePolicy): string {
  return `${PLACES[by.forbidNever]} does not allow robot accounts that never expire.`;
}

const PLACES: Record<PolicyOrigin, string> = { instance: "This instance", project: "This project" };

function choice(maxDays: number | null): string {
  if (maxDays === null) return "Choose a number of days.";
  return maxDays === 1 ? "Choose 1 day." : `Choose ${days(maxDays)} or fewer.`;
}

export function days(count: number): string {
  return `${numberText(count)} ${count === 1 ? "day" : "days"}`;
}

/**
 * The range of stored expiries that the policy forbids now; null when it forbids none. An expiry that was allowed when it
 * was set stays so, because time only brings it nearer.
 */
export function outsideExpiry(
  { maxDays, forbidNever }: Pick<PolicyRules, "maxDays" | "forbidNever">,
  nowSeconds: number = epochSeconds(),
): { gt: bigint; lte: bigint } | null {
  if (maxDays === null) return forbidNever ? { gt: STORED_NEVER - 1n, lte: STORED_NEVER } : null;
  return { gt: BigInt(expiresAfter(maxDays, nowSeconds)), lte: forbidNever ? STORED_NEVER : STORED_NEVER - 1n };
}

/** Robots created and last used before this are flagged; null flags none. */
export function idleBefore({ idleDays }: Pick<PolicyRules, "idleDays">, now: number = Date.now()): Date | null {
  return idleDays === null ? null : new Date(now - idleDays * DAY_MS);
}

/** For {@link expiryFault}. Both times in epoch seconds; `NEVER` stays. */
export function daysAhead(expiresAt: number, nowSeconds: number): number {
  return expiresAt === NEVER ? NEVER : Math.max(0, (expiresAt - nowSeconds) / DAY_SECONDS);
}
