import { NEVER } from "@/lib/access/expiry";
import { type EffectivePolicy, expiryFault } from "@/lib/policies/permissions";
import { type ExpiryChange, expiryChangeSchema } from "@/lib/robots/schema";

const DEFAULT_DAYS = 30;
const PRESETS = [7, 30, 90, 365];

/** 30 days, or fewer if the policy requires. */
export function defaultDays({ maxDays }: Pick<EffectivePolicy, "maxDays">): number {
  return Math.min(DEFAULT_DAYS, maxDays ?? DEFAULT_DAYS);
}

/** Common lifetimes the policy allows, plus its maximum. */
export function presetDays({ maxDays }: Pick<EffectivePolicy, "maxDays">): number[] {
  return maxDays === null ? PRESETS : [...PRESETS.filter((days) => days < maxDays), maxDays];
}

/** Returns why a choice is not allowed, or null. Keeping the stored expiry is always allowed. */
export function choiceError(policy: EffectivePolicy, change: ExpiryChange): string | null {
  if (change.kind === "keep") return null;
  return expiryFault(policy, change.kind === "never" ? NEVER : change.days);
}

/** The server checks again. */
export function expiryWithin(policy: EffectivePolicy) {
  return expiryChangeSchema.superRefine((change, context) => {
    const message = choiceError(policy, change);
    if (message) context.addIssue({ code: "custom", message });
  });
}
