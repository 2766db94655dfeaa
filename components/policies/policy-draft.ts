import { days, laxerFields, type PolicyRules } from "@/lib/policies/permissions";
import { policyRulesSchema } from "@/lib/policies/schema";

/** The text as typed, kept when no limit is selected. */
export type DaysDraft = { on: boolean; text: string };

export type PolicyDraft = { maxDays: DaysDraft; forbidNever: boolean; idleDays: DaysDraft };

export type PolicyErrors = Partial<Record<keyof PolicyRules, string>>;

/** Fills in days for rules that are off, ready for when they are switched on. */
export function draftOf({ maxDays, forbidNever, idleDays }: PolicyRules): PolicyDraft {
  return { maxDays: daysDraft(maxDays), forbidNever, idleDays: daysDraft(idleDays) };
}

const READY_DAYS = 90;

function daysDraft(value: number | null): DaysDraft {
  return { on: value !== null, text: String(value ?? READY_DAYS) };
}

/**
 * Returns the rules, or the errors by field.
 * @param instance the rules a project can't loosen
 */
export function readDraft(
  draft: PolicyDraft,
  instance: PolicyRules | null,
): { rules: PolicyRules; errors: null } | { rules: null; errors: PolicyErrors } {
  const parsed = policyRulesSchema.safeParse({
    maxDays: typed(draft.maxDays),
    forbidNever: draft.forbidNever,
    idleDays: typed(draft.idleDays),
  });
  if (!parsed.success)
    return {
      rules: null,
      errors: Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path[0], message])),
    };
  const errors = instance ? laxerFields(parsed.data, instance) : {};
  return Object.keys(errors).length > 0 ? { rules: null, errors } : { rules: parsed.data, errors: null };
}

function typed({ on, text }: DaysDraft): number | null {
  if (!on) return null;
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** "At most 90 days", "No limit". */
export function maxDaysText({ maxDays }: Pick<PolicyRules, "maxDays">): string {
  return maxDays === null ? "No limit" : `At most ${days(maxDays)}`;
}

export function neverText({ forbidNever }: Pick<PolicyRules, "forbidNever">): string {
  return forbidNever ? "Not allowed" : "Allowed";
}

export function idleText({ idleDays }: Pick<PolicyRules, "idleDays">): string {
  return idleDays === null ? "Not flagged" : `Flagged after ${days(idleDays)}`;
}
