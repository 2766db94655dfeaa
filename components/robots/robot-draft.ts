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

/** The name is in the draft but can't be changed by an edit. */
export const draftSchema = (policy: EffectivePolicy) =>
  createRobotSchema
    .pick({ name: true, description: true, contact: true, access: true })
    .extend({ expiry: expiryWithin(policy) });

export type DraftInput = z.input<ReturnType<typeof draftSchema>>;
export type DraftOutput = z.output<ReturnType<typeof draftSchema>>;
export type DraftForm = UseFormReturn<DraftInput, unknown, DraftOutput>;

/** Maps the server's field names to the draft's. */
export const DRAFT_FIELDS = { duration: "expiry", permissions: "access", projects: "access" };

/** Starts with every permission in a project, with no project on the instance. */
export function newDraft(home: RobotHome, policy: EffectivePolicy): DraftInput {
  const everything = (project: string) => ({ project, permissions: [...PROJECT_PERMISSION_KEYS] });
  return {
    name: "",
    description: "",
    contact: "",
    expiry: { kind: "days", days: defaultDays(policy) },
    access: { projects: home.kind === "project" ? [everything(home.name)] : [], system: [] },
  };
}

export type EditableRobot = Pick<
  RobotDetail,
  "id" | "loginName" | "name" | "description" | "contact" | "expiresAt" | "version" | "access"
>;

/** Null if the list's data isn't enough: it doesn't include a system robot's permissions. */
export function editableOf(robot: ShownRobot, home: RobotHome): EditableRobot | null {
  if ("access" in robot) return robot;
  if (home.kind === "instance") return null;
  return { ...robot, access: { projects: [{ project: home.name, permissions: robot.permissions }], system: [] } };
}

export function draftOf({ name, description, contact, access }: EditableRobot): DraftInput {
  return { name, description, contact, access, expiry: { kind: "keep" } };
}

export function accessMessage({ access }: FieldErrors<DraftInput>): string | undefined {
  return fieldMessage(access) ?? fieldMessage(access?.projects) ?? fieldMessage(access?.projects?.root);
}
