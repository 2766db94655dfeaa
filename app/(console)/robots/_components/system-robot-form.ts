import type { FieldErrors, UseFormReturn } from "react-hook-form";
import type { z } from "zod";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { SystemRobotDetail } from "@/lib/system-robots/queries";
import { createSystemRobotSchema, updateSystemRobotSchema } from "@/lib/system-robots/schema";
import { defaultDays, expiryWithin } from "../../_components/robots/expiry-policy";
import { fieldMessage } from "../../_components/robots/form-errors";

/** What is typed for a new system robot. */
export const createFormSchema = (policy: EffectivePolicy) =>
  createSystemRobotSchema
    .pick({ name: true, description: true, access: true })
    .extend({ expiry: expiryWithin(policy) });

/** What can be changed of one. The name, which cannot, is shown with it. */
export const editFormSchema = (policy: EffectivePolicy) =>
  updateSystemRobotSchema
    .pick({ description: true, access: true })
    .extend({ expiry: expiryWithin(policy), name: createSystemRobotSchema.shape.name });

/** Both forms have the same fields. */
export type SystemFormInput = z.input<ReturnType<typeof createFormSchema>>;
export type SystemFormOutput = z.output<ReturnType<typeof createFormSchema>>;
export type SystemForm = UseFormReturn<SystemFormInput, unknown, SystemFormOutput>;

/** A new form: thirty days or as many as are allowed, and no project yet. */
export const newRobot = (policy: EffectivePolicy): SystemFormInput => ({
  name: "",
  description: "",
  expiry: { kind: "days", days: defaultDays(policy) },
  access: { projects: [], system: [] },
});

/** The form as a robot fills it. */
export function editFormOf({ name, description, access }: SystemRobotDetail): SystemFormInput {
  return { name, description, access, expiry: { kind: "keep" } };
}

/** The steps of both dialogs, in order. */
export const STEPS = ["Basics", "Projects", "System permissions"] as const;

/** What is wrong with the chosen access, in words. */
export function accessMessage(errors: FieldErrors<SystemFormInput>): string | undefined {
  const { access } = errors;
  return fieldMessage(access) ?? fieldMessage(access?.projects) ?? fieldMessage(access?.projects?.root);
}

/** The first step with one of these fields in it; null when there is none. */
export function faultyStep(fields: readonly string[]): number | null {
  if (fields.some((field) => field !== "access")) return 0;
  return fields.length > 0 ? 1 : null;
}
