import type { FieldErrors, UseFormReturn } from "react-hook-form";
import type { z } from "zod";
import { expiryChangeSchema } from "@/lib/robots/schema";
import type { SystemRobotDetail } from "@/lib/system-robots/queries";
import { createSystemRobotSchema, updateSystemRobotSchema } from "@/lib/system-robots/schema";
import { DEFAULT_DAYS } from "../../_components/robots/expiry-text";
import { fieldMessage } from "../../_components/robots/form-errors";

/** What is typed for a new system robot. */
export const createFormSchema = createSystemRobotSchema
  .pick({ name: true, description: true, access: true })
  .extend({ expiry: expiryChangeSchema });

/** What can be changed of one. The name, which cannot, is shown with it. */
export const editFormSchema = updateSystemRobotSchema
  .pick({ description: true, access: true, expiry: true })
  .extend({ name: createSystemRobotSchema.shape.name });

/** Both forms have the same fields. */
export type SystemFormInput = z.input<typeof createFormSchema>;
export type SystemFormOutput = z.output<typeof createFormSchema>;
export type SystemForm = UseFormReturn<SystemFormInput, unknown, SystemFormOutput>;

/** A new form: thirty days, no project yet. */
export const NEW_ROBOT: SystemFormInput = {
  name: "",
  description: "",
  expiry: { kind: "days", days: DEFAULT_DAYS },
  access: { projects: [], system: [] },
};

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
