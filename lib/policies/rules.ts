import { days } from "../number-text";

type Choice = { label: string; description: string };

/** What screens and the activity log say of a rule. */
type RuleWords = {
  label: string;
  /** Names its value, if not the label. */
  term?: string;
  /** The choices of the instance's form: no rule, and one. */
  none: Choice;
  rule: Choice;
  /** How audit rows record it, where that differs from the rule's key and words. */
  logged?: { key?: string; label?: string; none?: string };
};

/** A smaller number of days is stricter. */
type DaysRule = RuleWords & {
  kind: "days";
  value: (days: string) => string;
  /** Why a project can't have a larger number. */
  instance: (days: string) => string;
  /** The smallest number; 1 if left out. */
  least?: number;
  /** What no rule of the instance means; no limit if left out. */
  byDefault?: number;
};

/** One of a few periods in seconds; a shorter one is stricter, and no rule of the instance is the strictest. */
type PeriodRule = RuleWords & {
  kind: "period";
  periods: readonly { seconds: number; label: string }[];
  byDefault: 0;
};

type Rule = DaysRule | PeriodRule | (RuleWords & { kind: "flag" });

/** Every rule, in the order of forms. What one does is in `permissions.ts`. */
const RULES = {
  /** The furthest an expiry may be set ahead, in days. */
  maxDays: {
    kind: "days",
    label: "Maximum lifetime",
    none: { label: "No limit", description: "Robot accounts can have any lifetime." },
    rule: {
      label: "A number of days",
      description: "New and edited robot accounts must expire within this many days.",
    },
    value: (days) => `At most ${days}`,
    instance: (days) => `The instance allows at most ${days}.`,
  },
  /** Robots must expire. */
  forbidNever: {
    kind: "flag",
    label: "Robots that never expire",
    none: {
      label: "Allowed",
      description: "Robot accounts can be set to never expire, whatever the maximum lifetime.",
    },
    rule: { label: "Not allowed", description: "Every robot account must have an expiry date." },
    // Rows of earlier versions have this key.
    logged: { key: "never", label: "Expiry “never”" },
  },
  /** Robots are flagged after this many days without use. */
  idleDays: {
    kind: "days",
    label: "Flag idle robots",
    term: "Idle robots",
    none: { label: "Off", description: "No robot accounts are marked as idle." },
    rule: {
      label: "After a number of days",
      description: "Robots that can log in but haven’t been used or created within this many days are marked “Idle”.",
    },
    value: (days) => `Flagged after ${days}`,
    instance: (days) => `The instance flags robots after ${days}.`,
    logged: { label: "Flagged as idle after", none: "Never" },
  },
  /** The longest an old secret keeps working after a refresh, in days; 0 if it may not. */
  maxGraceDays: {
    kind: "days",
    label: "Old secrets",
    none: {
      label: "At most 30 days",
      description: "After a refresh, the old secret can keep working for up to 30 days.",
    },
    rule: {
      label: "At most a number of days",
      description: "After a refresh, the old secret can keep working for up to this many days. 0 stops it immediately.",
    },
    value: (days) => `At most ${days}`,
    instance: (days) => `The instance allows at most ${days}.`,
    least: 0,
    byDefault: 30,
    logged: { label: "Old secrets work for at most" },
  },
  /** The same, in seconds, for refreshes by clients of Harbor's API. */
  apiGraceSeconds: {
    kind: "period",
    label: "Old secrets after a refresh by Harbor’s clients",
    none: { label: "Stop immediately", description: "As Harbor does." },
    rule: { label: "Keep working for a while", description: "Harbor’s clients can’t request this, so it’s set here." },
    periods: [
      { seconds: 0, label: "Stop immediately" },
      { seconds: 3600, label: "Keep working for 1 hour" },
      { seconds: 86_400, label: "Keep working for 1 day" },
    ],
    byDefault: 0,
  },
  /** A robot is disabled when a secret that was replaced comes back. */
  disableOnReuse: {
    kind: "flag",
    label: "When a replaced secret is used again",
    none: {
      label: "Refuse it",
      description: "The activity shows where it came from. Usually, it’s a client that wasn’t updated.",
    },
    rule: {
      label: "Refuse it and disable the robot",
      description: "Clients that use the new secret can’t log in either until someone enables the robot.",
    },
  },
} as const satisfies Record<string, Rule>;

export type RuleKey = keyof typeof RULES;
export const RULE_KEYS = Object.keys(RULES) as RuleKey[];
export const ruleOf = (key: RuleKey): Rule => RULES[key];

/** Of each rule, the type for its kind. */
export type ByKind<Kinds extends Record<Rule["kind"], unknown>> = {
  [Key in RuleKey]: Kinds[(typeof RULES)[Key]["kind"]];
};

/** The rules of the instance or a project. Null and false set no rule; a project then follows the instance. */
export type PolicyRules = ByKind<{ days: number | null; period: number | null; flag: boolean }>;

export function mapRules<T>(of: (key: RuleKey, rule: Rule) => T): Record<RuleKey, T> {
  return Object.fromEntries(RULE_KEYS.map((key) => [key, of(key, RULES[key])])) as Record<RuleKey, T>;
}

export const NO_RULES = mapRules((_, { kind }) => (kind === "flag" ? false : null)) as PolicyRules;

/** The rules alone, of a policy that is stored or entered in a form. */
export function rulesOf(policy: PolicyRules): PolicyRules {
  return mapRules((key) => policy[key]) as PolicyRules;
}

export const isRuleSet = (value: PolicyRules[RuleKey]) => value !== null && value !== false;

/** What a project's form and log say where it has no rule of its own. */
export const AS_INSTANCE = "Same as the instance";

/** What no rule of the instance means for a number; null for no limit. */
export function defaultOf(key: RuleKey): number | null {
  const rule = ruleOf(key);
  return rule.kind === "flag" ? null : (rule.byDefault ?? null);
}

function periodText({ periods, none }: PeriodRule, value: number): string {
  return periods.find(({ seconds }) => seconds === value)?.label ?? none.label;
}

/** "At most 90 days", "No limit". */
export function ruleText(key: RuleKey, policy: PolicyRules): string {
  const [rule, value] = [ruleOf(key), policy[key]];
  if (rule.kind === "days" && typeof value === "number") return rule.value(days(value));
  if (rule.kind === "period" && typeof value === "number") return periodText(rule, value);
  return isRuleSet(value) ? rule.rule.label : rule.none.label;
}

/** The key and words of a rule in audit rows. */
export function loggedRule(key: RuleKey) {
  const { label, none, rule, logged, ...own } = ruleOf(key);
  const periods = own.kind === "period" ? own.periods : [];
  return { key: key as string, label, none: none.label, ...logged, rule: rule.label, periods };
}
