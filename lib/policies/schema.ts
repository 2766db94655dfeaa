import { z } from "zod";
import { numberText } from "../number-text";
import { projectNameSchema } from "../projects/schema";
import { type ByKind, mapRules } from "./rules";

/** A hundred years. */
const MAX_POLICY_DAYS = 36_500;

const wholeDays = z
  .number("Enter a whole number of days.")
  .int("Enter a whole number of days.")
  .min(1, "At least 1 day.")
  .max(MAX_POLICY_DAYS, `At most ${numberText(MAX_POLICY_DAYS)} days.`);

const RULE_SCHEMAS = { days: wholeDays.nullable(), flag: z.boolean("Choose one of the two.") };

export const policyRulesSchema = z.object(mapRules((_, { kind }) => RULE_SCHEMAS[kind]) as ByKind<typeof RULE_SCHEMAS>);

/** `version`: the one the form was filled from; 0 before the first change. */
export const setInstancePolicySchema = policyRulesSchema.extend({ version: z.number().int().min(0) });
export type SetInstancePolicyInput = z.output<typeof setInstancePolicySchema>;

export const setProjectPolicySchema = setInstancePolicySchema.extend({ project: projectNameSchema });
export type SetProjectPolicyInput = z.output<typeof setProjectPolicySchema>;

export const previewProjectPolicySchema = policyRulesSchema.extend({ project: projectNameSchema });

export const outsidePageSchema = z.object({
  page: z.number().int().min(1).max(100_000).catch(1),
  size: z.union([z.literal(15), z.literal(25), z.literal(50), z.literal(100)]).catch(15),
});
export type OutsidePageInput = z.output<typeof outsidePageSchema>;
