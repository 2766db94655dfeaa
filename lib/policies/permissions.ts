import { epochSeconds, expiresAfter, NEVER, STORED_NEVER } from "@/lib/access/expiry";
import { numberText } from "../number-text";

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;

/** What the instance or a project forbids. A null or false forbids nothing; of a project it means: as the instance. */
export type PolicyRules = {
  /** How many days ahead an expiry may be set at most. */
  maxDays: number | null;
  /** No robot may be set to never expire. */
  forbidNever: boolean;
  /** Days without use after which a robot is flagged. */
  idleDays: number | null;
};

export const NO_RULES: PolicyRules = { maxDays: null, forbidNever: false, idleDays: null };

/** Whose rule it is. */
export type PolicyOrigin = "instance" | "project";

/** What holds for robots in one place, and whose rule each is. */
export type EffectivePolicy = PolicyRules & { by: Record<keyof PolicyRules, PolicyOrigin> };

/** The stricter of both, rule by rule. Computed wherever it is needed, so a change of either holds at once. */
export function effectivePolicy(instance: PolicyRules, project: PolicyRules = NO_RULES): EffectivePolicy {
  const by = (stricter: boolean): PolicyOrigin => (stricter ? "project" : "instance");
  return {
    maxDays: least(instance.maxDays, project.maxDays),
    forbidNever: instance.forbidNever || project.forbidNever,
    idleDays: least(instance.idleDays, project.idleDays),
    by: {
      maxDays: by(isLess(project.maxDays, instance.maxDays)),
      forbidNever: by(project.forbidNever && !instance.forbidNever),
      idleDays: by(isLess(project.idleDays, instance.idleDays)),
    },
  };
}

function least(a: number | null, b: number | null): number | null {
  return isLess(b, a) ? b : a;
}

/** Null is no limit, more than every number. */
function isLess(a: number | null, b: number | null): boolean {
  return a !== null && (b === null || a < b);
}

/** Whether `next` forbids an expiry that `last` does not. */
export function isStricter(next: PolicyRules, last: PolicyRules): boolean {
  return isLess(next.maxDays, last.maxDays) || (next.forbidNever && !last.forbidNever);
}

/** The fields in which a project would be laxer than its instance, each with what to choose instead. */
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
 * Why an expiry may not be set, in words that name the limit and what to choose; null when it may.
 * @param ahead days from now, or `NEVER`
 */
export function expiryFault(policy: EffectivePolicy, ahead: number): string | null {
  const { maxDays, forbidNever } = policy;
  if (ahead === NEVER) return forbidNever ? `${neverFault(policy)} ${choice(maxDays)}` : null;
  if (maxDays === null || ahead <= maxDays) return null;
  return `${limitText(policy, maxDays)} ${choice(maxDays)}`;
}

/** Who set the maximum lifetime, and to what. */
export function limitText({ by }: Pick<EffectivePolicy, "by">, maxDays: number): string {
  return `${PLACES[by.maxDays]} allows at most ${days(maxDays)}.`;
}

/** What stands beside a “Never” that cannot be chosen. */
export function neverFault({ by }: EffectivePolicy): string {
  return `${PLACES[by.forbidNever]} does not allow robot accounts that never expire.`;
}

const PLACES: Record<PolicyOrigin, string> = { instance: "This instance", project: "This project" };

function choice(maxDays: number | null): string {
  if (maxDays === null) return "Choose a number of days.";
  return maxDays === 1 ? "Choose 1 day." : `Choose ${days(maxDays)} or fewer.`;
}

/** "1 day", "1,200 days". */
export function days(count: number): string {
  return `${numberText(count)} ${count === 1 ? "day" : "days"}`;
}

/**
 * Which stored expiries could not be set now, as the database's condition; null: every expiry could. What was legal when
 * it was set stays so: time only brings it nearer.
 */
export function outsideExpiry(
  { maxDays, forbidNever }: Pick<PolicyRules, "maxDays" | "forbidNever">,
  nowSeconds: number = epochSeconds(),
): { gt: bigint; lte: bigint } | null {
  if (maxDays === null) return forbidNever ? { gt: STORED_NEVER - 1n, lte: STORED_NEVER } : null;
  return { gt: BigInt(expiresAfter(maxDays, nowSeconds)), lte: forbidNever ? STORED_NEVER : STORED_NEVER - 1n };
}

/** Before when a robot must have been made and last used to be flagged; null: none is. */
export function idleBefore({ idleDays }: Pick<PolicyRules, "idleDays">, now: number = Date.now()): Date | null {
  return idleDays === null ? null : new Date(now - idleDays * DAY_MS);
}

/** How far ahead an expiry is, for {@link expiryFault}. Both in epoch seconds; `NEVER` stays. */
export function daysAhead(expiresAt: number, nowSeconds: number): number {
  return expiresAt === NEVER ? NEVER : Math.max(0, (expiresAt - nowSeconds) / DAY_SECONDS);
}
