import { epochSeconds, expiresAfter, NEVER, STORED_NEVER } from "@/lib/access/expiry";
import { days } from "../number-text";
import { AS_INSTANCE, defaultOf, NO_RULES, type PolicyRules, RULE_KEYS, type RuleKey, ruleOf, ruleText } from "./rules";

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;

export type PolicyOrigin = "instance" | "project";

/** The rules that apply to the robots of a home, and where each comes from. */
export type EffectivePolicy = PolicyRules & { by: Record<RuleKey, PolicyOrigin> };

/** The stricter of both, rule by rule. Never stored, so that a change of either applies at once. */
export function effectivePolicy(instance: PolicyRules, project: PolicyRules = NO_RULES): EffectivePolicy {
  const origins = RULE_KEYS.map(
    (key) => [key, isRuleStricter(project[key], instance[key] ?? defaultOf(key)) ? "project" : "instance"] as const,
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
export function laxerFields(project: PolicyRules, instance: PolicyRules): Partial<Record<RuleKey, string>> {
  const faults = RULE_KEYS.map((key) => {
    const [rule, own, limit] = [ruleOf(key), project[key], instance[key] ?? defaultOf(key)];
    if (typeof own !== "number" || typeof limit !== "number" || own <= limit) return [];
    if (rule.kind === "period")
      return [[key, `The instance is stricter: ${ruleText(key, instance)}. Choose that, or “${AS_INSTANCE}”.`]];
    if (rule.kind !== "days") return [];
    return [[key, `${rule.instance(days(limit))} Choose ${days(limit)} or fewer, or “${AS_INSTANCE}”.`]];
  });
  return Object.fromEntries(faults.flat());
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
