import type { z } from "zod";
import { PROJECT_PERMISSION_KEYS } from "@/lib/robots/permissions";
import type { RobotDto } from "@/lib/robots/queries";
import { createRobotSchema, expiryChangeSchema, updateRobotSchema } from "@/lib/robots/schema";
import { DEFAULT_DAYS } from "../../../../_components/robots/expiry-text";

/** What is typed for a new robot. */
export const createFormSchema = createRobotSchema
  .pick({ name: true, description: true, permissions: true })
  .extend({ expiry: expiryChangeSchema });
export type CreateFormInput = z.input<typeof createFormSchema>;
export type CreateFormOutput = z.output<typeof createFormSchema>;

/** A new form: thirty days, everything allowed. */
export const NEW_ROBOT: CreateFormInput = {
  name: "",
  description: "",
  expiry: { kind: "days", days: DEFAULT_DAYS },
  permissions: [...PROJECT_PERMISSION_KEYS],
};

/** What can be changed of a robot. */
export const editFormSchema = updateRobotSchema.pick({ description: true, permissions: true, expiry: true });
export type EditFormInput = z.input<typeof editFormSchema>;
export type EditFormOutput = z.output<typeof editFormSchema>;

/** The form as a robot fills it. */
export function editFormOf(robot: RobotDto): EditFormInput {
  return { description: robot.description, permissions: robot.permissions, expiry: { kind: "keep" } };
}
