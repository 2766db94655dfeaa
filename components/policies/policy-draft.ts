import { days, laxerFields, type PolicyRules } from "@/lib/policies/permissions";
import { policyRulesSchema } from "@/lib/policies/schema";

/** A number of days as it is typed, or the choice to have none. */
export type DaysDraft = { on: boolean; text: string };

/** A policy while it is edited. */
export type PolicyDraft = { maxDays: DaysDraft; forbidNever: boolean; idleDays: DaysDraft };

export type PolicyFaults = Partial<Record<keyof PolicyRules, string>>;

/** The form as stored rules fill it; the days stand ready for whoever switches them on. */
export function draftOf({ maxDays, forbidNever, idleDays }: PolicyRules): PolicyDraft {
  return { maxDays: daysDraft(maxDays), forbidNever, idleDays: daysDraft(idleDays) };
}

const READY_DAYS = 90;

function daysDraft(value: number | null): DaysDraft {
  return { on: value !== null, text: String(value ?? READY_DAYS) };
}

/**
 * What the form says, or what is wrong with it, field by field.
 * @param instance the rules that a project cannot be laxer than
 */
export function readDraft(
  draft: PolicyDraft,
  instance: PolicyRules | null,
): { rules: PolicyRules; faults: null } | { rules: null; faults: PolicyFaults } {
  const parsed = policyRulesSchema.safeParse({
    maxDays: typed(draft.maxDays),
    forbidNever: draft.forbidNever,
    idleDays: typed(draft.idleDays),
  });
  if (!parsed.success)
    return {
      rules: null,
      faults: Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path[0], message])),
    };
  const faults = instance ? laxerFields(parsed.data, instance) : {};
  return Object.keys(faults).length > 0 ? { rules: null, faults } : { rules: parsed.data, faults: null };
}

function typed({ on, text }: DaysDraft): number | null {
  if (!on) return null;
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** What holds, in words: "At most 90 days", "No limit". */
export function maxDaysText({ maxDays }: Pick<PolicyRules, "maxDays">): string {
  return maxDays === null ? "No limit" : `At most ${days(maxDays)}`;
}

export function neverText({ forbidNever }: Pick<PolicyRules, "forbidNever">): string {
  return forbidNever ? "Not allowed" : "Allowed";
}

export function idleText({ idleDays }: Pick<PolicyRules, "idleDays">): string {
  return idleDays === null ? "Not flagged" : `Flagged after ${days(idleDays)}`;
}
