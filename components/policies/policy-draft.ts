import { laxerFields } from "@/lib/policies/permissions";
import { isRuleSet, mapRules, type PolicyRules, type RuleKey } from "@/lib/policies/rules";
import { policyRulesSchema } from "@/lib/policies/schema";

/** The days as typed, kept when the rule is off. */
export type RuleDraft = { on: boolean; text: string };

export type PolicyDraft = Record<RuleKey, RuleDraft>;

export type PolicyErrors = Partial<Record<RuleKey, string>>;

const READY_DAYS = 90;

/** Fills in days for rules that are off, ready for when they are switched on. */
export function draftOf(rules: PolicyRules): PolicyDraft {
  return mapRules((key) => {
    const value = rules[key];
    return { on: isRuleSet(value), text: String(typeof value === "number" ? value : READY_DAYS) };
  });
}

/**
 * Returns the rules, or the errors by field.
 * @param instance the rules a project can't loosen
 */
export function readDraft(
  draft: PolicyDraft,
  instance: PolicyRules | null,
): { rules: PolicyRules; errors: null } | { rules: null; errors: PolicyErrors } {
  const parsed = policyRulesSchema.safeParse(
    mapRules((key, { kind }) => (kind === "days" ? typed(draft[key]) : draft[key].on)),
  );
  if (!parsed.success)
    return {
      rules: null,
      errors: Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path[0], message])),
    };
  const errors = instance ? laxerFields(parsed.data, instance) : {};
  return Object.keys(errors).length > 0 ? { rules: null, errors } : { rules: parsed.data, errors: null };
}

function typed({ on, text }: RuleDraft): number | null {
  if (!on) return null;
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
}
