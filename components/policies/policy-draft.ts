import { laxerFields } from "@/lib/policies/permissions";
import { isRuleSet, mapRules, type PolicyRules, type RuleKey } from "@/lib/policies/rules";
import { policyRulesSchema } from "@/lib/policies/schema";

/** The days or seconds as typed, kept when the rule is off. */
export type RuleDraft = { on: boolean; text: string };

export type PolicyDraft = Record<RuleKey, RuleDraft>;

export type PolicyErrors = Partial<Record<RuleKey, string>>;

const READY_DAYS = 90;
const READY_SECONDS = 3600;

/** Fills in days for rules that are off, ready for when they are switched on. */
export function draftOf(rules: PolicyRules): PolicyDraft {
  return mapRules((key, { kind }) => {
    const value = rules[key];
    const ready = kind === "period" ? READY_SECONDS : READY_DAYS;
    return { on: isRuleSet(value), text: String(typeof value === "number" ? value : ready) };
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
    mapRules((key, { kind }) => (kind === "flag" ? draft[key].on : typed(draft[key]))),
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
