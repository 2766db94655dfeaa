import type { z } from "zod";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import { PROJECT_PERMISSION_KEYS } from "@/lib/robots/permissions";
import type { RobotDto } from "@/lib/robots/queries";
import { createRobotSchema, updateRobotSchema } from "@/lib/robots/schema";
import { defaultDays, expiryWithin } from "../../../../_components/robots/expiry-policy";

/** What is typed for a new robot. */
export const createFormSchema = (policy: EffectivePolicy) =>
  createRobotSchema.pick({ name: true, description: true, permissions: true }).extend({ expiry: expiryWithin(policy) });
export type CreateFormInput = z.input<ReturnType<typeof createFormSchema>>;
export type CreateFormOutput = z.output<ReturnType<typeof createFormSchema>>;

/** A new form: thirty days or as many as are allowed, and every permission. */
export const newRobot = (policy: EffectivePolicy): CreateFormInput => ({
  name: "",
  description: "",
  expiry: { kind: "days", days: defaultDays(policy) },
  permissions: [...PROJECT_PERMISSION_KEYS],
});

/** What can be changed of a robot. */
export const editFormSchema = (policy: EffectivePolicy) =>
  updateRobotSchema.pick({ description: true, permissions: true }).extend({ expiry: expiryWithin(policy) });
export type EditFormInput = z.input<ReturnType<typeof editFormSchema>>;
export type EditFormOutput = z.output<ReturnType<typeof editFormSchema>>;

/** The form as a robot fills it. */
export function editFormOf(robot: RobotDto): EditFormInput {
  return { description: robot.description, permissions: robot.permissions, expiry: { kind: "keep" } };
}
