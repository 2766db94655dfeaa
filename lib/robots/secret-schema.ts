import { z } from "zod";
import { durationSchema, robotIdSchema } from "./schema";

/** The last second of the year 9999: the databases reject later times. */
const epochSecond = z.number().int().positive().max(253_402_300_799);

/** How long the old secret keeps working after a refresh. The policy sets the maximum. */
export const graceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("for"), seconds: z.number().int().min(1).max(3_153_600_000) }),
  z.object({ kind: z.literal("until"), at: epochSecond }),
]);
export type Grace = z.infer<typeof graceSchema>;

/** How a refresh changes the expiry. Days count from the refresh. */
export const renewalSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("keep") }),
  z.object({ kind: z.literal("days"), days: durationSchema.refine((days) => days >= 1, "At least 1 day.") }),
  z.object({ kind: z.literal("until"), at: epochSecond }),
]);
export type Renewal = z.infer<typeof renewalSchema>;

export const refreshSecretSchema = z.object({
  id: robotIdSchema,
  /** The version the caller saw, if any: a change since then is a conflict. */
  version: z.number().int().positive().optional(),
  /** Absent: generate one. The length limit is a setting, so the verb checks the rules. */
  secret: z.string().max(256, "Too long.").optional(),
  /** Absent: the old secret stops at once. */
  grace: graceSchema.optional(),
  /** A grace in seconds counts from the first use of the new secret. */
  fromFirstUse: z.boolean().optional(),
  renewal: renewalSchema.optional(),
  /** The reason for the refresh is a leak: the old secret stops at once. */
  leaked: z.boolean().optional(),
  /** The reply to the last refresh was lost: the secret that nobody got is dropped, and the old one stays. */
  again: z.boolean().optional(),
});
export type RefreshSecretInput = z.infer<typeof refreshSecretSchema>;

/** `version`: the one the caller saw, so that they never end a different secret. */
export const endOldSecretSchema = refreshSecretSchema.pick({ id: true, version: true });
export type EndOldSecretInput = z.infer<typeof endOldSecretSchema>;

/** `endsAt`: Unix epoch seconds. */
export const changeOldSecretSchema = endOldSecretSchema.extend({ endsAt: epochSecond });
export type ChangeOldSecretInput = z.infer<typeof changeOldSecretSchema>;
