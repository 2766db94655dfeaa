import { days } from "../number-text";
import { defaultOf, type PolicyRules } from "./rules";

const DAY_SECONDS = 86_400;

type GracePolicy = Pick<PolicyRules, "maxGraceDays">;

/** The longest an old secret may keep working after it was replaced; 0 if it may not. */
export function maxGraceSeconds({ maxGraceDays }: GracePolicy): number {
  return (maxGraceDays ?? defaultOf("maxGraceDays") ?? 0) * DAY_SECONDS;
}

/** Why an old secret may not keep working for so long; null if it may. */
export function graceFault(policy: GracePolicy, seconds: number): string | null {
  const most = maxGraceSeconds(policy);
  if (seconds <= most) return null;
  if (most === 0) return "The policy doesn’t let old secrets keep working. Choose “Stop it now”.";
  return `An old secret may keep working for at most ${days(most / DAY_SECONDS)}. Choose an earlier time.`;
}
