import type { FieldErrors, UseFormReturn } from "react-hook-form";
import type { z } from "zod";
import type { ShownRobot } from "@/components/robots/dialog-control";
import { defaultDays, expiryWithin } from "@/components/robots/expiry-policy";
import { fieldMessage } from "@/components/robots/form-errors";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { RobotHome } from "@/lib/robots/home";
import type { RobotDetail } from "@/lib/robots/robot";
import { createRobotSchema } from "@/lib/robots/schema";

/** What is typed for a robot, new or not. The name, which cannot be changed, is shown with the rest. */
export const draftSchema = (policy: EffectivePolicy) =>
  createRobotSchema.pick({ name: true, description: true, access: true }).extend({ expiry: expiryWithin(policy) });

export type DraftInput = z.input<ReturnType<typeof draftSchema>>;
export type DraftOutput = z.output<ReturnType<typeof draftSchema>>;
export type DraftForm = UseFormReturn<DraftInput, unknown, DraftOutput>;

/** What the server calls the fields of a draft. */
export const DRAFT_FIELDS = { duration: "expiry", permissions: "access", projects: "access" };

/** A new form: thirty days or as many as are allowed; in its project every permission, elsewhere no project yet. */
export function newDraft(home: RobotHome, policy: EffectivePolicy): DraftInput {
  const everything = (project: string) => ({ project, permissions: [...PROJECT_PERMISSION_KEYS] });
  return {
    name: "",
    description: "",
    expiry: { kind: "days", days: defaultDays(policy) },
    access: { projects: home.kind === "project" ? [everything(home.name)] : [], system: [] },
  };
}

/** What an edit has to know of a robot. */
export type EditableRobot = Pick<
  RobotDetail,
  "id" | "loginName" | "name" | "description" | "expiresAt" | "version" | "access"
>;

/** A robot to edit, when what is known of it is enough: a list does not know all that a system robot holds. */
export function editableOf(robot: ShownRobot, home: RobotHome): EditableRobot | null {
  if ("access" in robot) return robot;
  if (home.kind === "instance") return null;
  return { ...robot, access: { projects: [{ project: home.name, permissions: robot.permissions }], system: [] } };
}

/** The form as a robot fills it. */
export function draftOf({ name, description, access }: EditableRobot): DraftInput {
  return { name, description, access, expiry: { kind: "keep" } };
}

/** What is wrong with the chosen access, in words. */
export function accessMessage({ access }: FieldErrors<DraftInput>): string | undefined {
  return fieldMessage(access) ?? fieldMessage(access?.projects) ?? fieldMessage(access?.projects?.root);
}
