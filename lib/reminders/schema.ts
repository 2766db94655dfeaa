import { z } from "zod";
import { atMost } from "../bounded-array";
import { projectNameSchema } from "../projects/schema";

/** Days before expiry; 0 is the moment itself. */
export const DEFAULT_DAYS: readonly number[] = [30, 7, 1, 0];
export const MAX_DAYS = 365;
const MAX_COUNT = 10;

const daysSchema = atMost(
  z.array(
    z
      .number("Enter whole numbers of days.")
      .int("Enter whole numbers of days.")
      .min(0, "Enter 0 or more.")
      .max(MAX_DAYS, `At most ${MAX_DAYS} days.`),
  ),
  MAX_COUNT,
  `At most ${MAX_COUNT} reminders.`,
).transform((days) => [...new Set(days)].sort((one, other) => other - one));

const addressesSchema = atMost(
  z.array(z.email("Enter complete email addresses.").max(254).regex(/^\S+$/, "Enter complete email addresses.")),
  MAX_COUNT,
  `At most ${MAX_COUNT} addresses.`,
).transform((addresses) => [...new Set(addresses.map((address) => address.toLowerCase()))]);

export const reminderColumnsSchema = z.object({ days: daysSchema, addresses: addressesSchema });
/** Null: the instance. */
export const setRemindersSchema = reminderColumnsSchema.extend({ project: projectNameSchema.nullable() });
export type SetRemindersInput = z.output<typeof setRemindersSchema>;
export type ReminderRules = { days: readonly number[]; addresses: readonly string[] };

/** What a person can turn off for themselves. */
export const personNoticesSchema = z.object({ mailReminders: z.boolean(), mailTrouble: z.boolean() });
export type PersonNoticesInput = z.output<typeof personNoticesSchema>;
