import { idleText, maxDaysText, neverText } from "@/components/policies/policy-draft";
import type { PolicyRules } from "@/lib/policies/permissions";

type Choice = { label: string; description: string };

/** `none`: no rule of its own; `rule`: one. */
type Words = Record<keyof PolicyRules, { label: string; none: Choice; rule: Choice }>;

const RULES = {
  maxDays: {
    label: "A number of days",
    description: "New and edited robot accounts must expire within this many days.",
  },
  forbidNever: { label: "Not allowed", description: "Every robot account must have an expiry date." },
  idleDays: {
    label: "After a number of days",
    description: "Robots that can log in but haven’t been used or created within this many days are marked “Idle”.",
  },
} as const satisfies Record<keyof PolicyRules, Choice>;

const LABELS = {
  maxDays: "Maximum lifetime",
  forbidNever: "Robots that never expire",
  idleDays: "Flag idle robots",
} as const satisfies Record<keyof PolicyRules, string>;

export const INSTANCE_WORDS: Words = {
  maxDays: {
    label: LABELS.maxDays,
    none: { label: "No limit", description: "Robot accounts can have any lifetime." },
    rule: RULES.maxDays,
  },
  forbidNever: {
    label: LABELS.forbidNever,
    none: {
      label: "Allowed",
      description: "Robot accounts can be set to never expire, whatever the maximum lifetime.",
    },
    rule: RULES.forbidNever,
  },
  idleDays: {
    label: LABELS.idleDays,
    none: { label: "Off", description: "No robot accounts are marked as idle." },
    rule: RULES.idleDays,
  },
};

/** In a project, having no rule means following the instance's. */
export function projectWords(instance: PolicyRules): Words {
  const none = (now: string): Choice => ({
    label: "Same as the instance",
    description: `Currently ${now.toLowerCase()}.`,
  });
  return {
    maxDays: { label: LABELS.maxDays, none: none(maxDaysText(instance)), rule: RULES.maxDays },
    forbidNever: { label: LABELS.forbidNever, none: none(neverText(instance)), rule: RULES.forbidNever },
    idleDays: { label: LABELS.idleDays, none: none(idleText(instance)), rule: RULES.idleDays },
  };
}
