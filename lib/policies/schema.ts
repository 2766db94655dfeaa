import { z } from "zod";
import { numberText } from "../number-text";
import { projectNameSchema } from "../projects/schema";
import { type ByKind, mapRules, type RuleKey, ruleOf } from "./rules";

/** A hundred years. */
const MAX_POLICY_DAYS = 36_500;

const wholeDays = (least: number) =>
  z
    .number("Enter a whole number of days.")
    .int("Enter a whole number of days.")
    .min(least, least === 1 ? "At least 1 day." : "Enter 0 or more.")
    .max(MAX_POLICY_DAYS, `At most ${numberText(MAX_POLICY_DAYS)} days.`);

function schemaOf(key: RuleKey) {
  const rule = ruleOf(key);
  if (rule.kind === "flag") return z.boolean("Choose one of the two.");
  if (rule.kind === "days") return wholeDays(rule.least ?? 1).nullable();
  return z
    .literal(
      rule.periods.map(({ seconds }) => seconds),
      "Choose one of these.",
    )
    .nullable();
}

type Schemas = ByKind<{
  days: z.ZodNullable<z.ZodNumber>;
  period: z.ZodNullable<z.ZodType<number, number>>;
  flag: z.ZodBoolean;
}>;

export const policyRulesSchema = z.object(mapRules(schemaOf) as unknown as Schemas);

/** `version`: the one the form was filled from; 0 before the first change. */
export const setInstancePolicySchema = policyRulesSchema.extend({ version: z.number().int().min(0) });
export type SetInstancePolicyInput = z.output<typeof setInstancePolicySchema>;

export const setProjectPolicySchema = setInstancePolicySchema.extend({ project: projectNameSchema });
export type SetProjectPolicyInput = z.output<typeof setProjectPolicySchema>;

export const previewProjectPolicySchema = policyRulesSchema.extend({ project: projectNameSchema });
