import { NEVER } from "@/lib/access/expiry";
import { type EffectivePolicy, expiryFault } from "@/lib/policies/permissions";
import { type ExpiryChange, expiryChangeSchema } from "@/lib/robots/schema";

/** How many days a new robot lives unless somebody chooses otherwise. */
const DEFAULT_DAYS = 30;
const PRESETS = [7, 30, 90, 365];

/** The days that stand ready: thirty, or as many as the policy allows. */
export function defaultDays({ maxDays }: Pick<EffectivePolicy, "maxDays">): number {
  return Math.min(DEFAULT_DAYS, maxDays ?? DEFAULT_DAYS);
}

/** Common lifetimes, as far as the policy allows them, and the longest that it allows. */
export function presetDays({ maxDays }: Pick<EffectivePolicy, "maxDays">): number[] {
  return maxDays === null ? PRESETS : [...PRESETS.filter((days) => days < maxDays), maxDays];
}

/** Why a choice is not allowed; null when it is. What is kept is never at fault. */
export function choiceFault(policy: EffectivePolicy, change: ExpiryChange): string | null {
  if (change.kind === "keep") return null;
  return expiryFault(policy, change.kind === "never" ? NEVER : change.days);
}

/** The choice of a form, within the policy. The server asks again. */
export function expiryWithin(policy: EffectivePolicy) {
  return expiryChangeSchema.superRefine((change, context) => {
    const message = choiceFault(policy, change);
    if (message) context.addIssue({ code: "custom", message });
  });
}
