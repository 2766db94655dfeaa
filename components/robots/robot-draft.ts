import type { FieldErrors, UseFormReturn } from "react-hook-form";
import type { z } from "zod";
import type { ShownRobot } from "@/components/robots/dialog-control";
import { defaultDays, expiryWithin } from "@/components/robots/expiry-policy";
import { fieldMessage } from "@/components/robots/form-errors";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { typedPattern } from "@/lib/access/repositories";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { RobotHome } from "@/lib/robots/home";
import type { RobotDetail } from "@/lib/robots/robot";
import { createRobotSchema, type RobotAccess } from "@/lib/robots/schema";

/** The name is in the draft but can't be changed by an edit. */
export const draftSchema = (policy: EffectivePolicy) =>
  createRobotSchema
    .pick({ name: true, description: true, contact: true, access: true, allowedAddresses: true })
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
    allowedAddresses: [],
  };
}

/** Starts like another robot, without its name, and with the usual expiry. */
export function duplicateDraft(robot: EditableRobot, home: RobotHome, policy: EffectivePolicy): DraftInput {
  const { description, contact, access, allowedAddresses } = draftOf(robot);
  return { ...newDraft(home, policy), description, contact, access, allowedAddresses };
}

/** The last login: an address list that excludes it would lock the robot out. */
export type LastUse = Pick<RobotDetail, "lastUsedAt" | "lastUsedAddress">;

export type EditableRobot = LastUse &
  Pick<
    RobotDetail,
    | "id"
    | "loginName"
    | "name"
    | "description"
    | "contact"
    | "expiresAt"
    | "version"
    | "access"
    | "allowedAddresses"
    | "managedBy"
  >;

/** Null if the list's data isn't enough: it doesn't include a system robot's permissions. */
export function editableOf(robot: ShownRobot, home: RobotHome): EditableRobot | null {
  if ("access" in robot) return robot;
  if (home.kind === "instance") return null;
  const { permissions, repositories } = robot;
  const row = { project: home.name, permissions, ...(repositories && { repositories }) };
  return { ...robot, access: { projects: [row], system: [] } };
}

export function draftOf({ name, description, contact, access, allowedAddresses }: EditableRobot): DraftInput {
  return { name, description, contact, access: asTyped(access), allowedAddresses, expiry: { kind: "keep" } };
}

/**
 * Access with its patterns as one would type them: whoever reads it takes a leading project off again. The server reads
 * what the form has read already, and would otherwise take it off twice, making `docs/*` of the project docs everything.
 */
export function asTyped({ projects, ...access }: RobotAccess): RobotAccess {
  const rows = projects.map(({ repositories, ...row }) => {
    const typed = repositories?.map((pattern) => typedPattern(pattern, row.project));
    return { ...row, ...(typed && { repositories: typed }) };
  });
  return { ...access, projects: rows };
}

export function accessMessage({ access }: FieldErrors<DraftInput>): string | undefined {
  const { projects } = access ?? {};
  return fieldMessage(access) ?? fieldMessage(projects) ?? fieldMessage(projects?.root) ?? rowMessage(projects);
}

type ProjectErrors = NonNullable<FieldErrors<DraftInput>["access"]>["projects"];

/** The first project's fault. Of a project's own robot, the form shows it at the field. */
function rowMessage(projects: ProjectErrors): string | undefined {
  if (!Array.isArray(projects)) return undefined;
  const rows: ({ repositories?: object } | undefined)[] = projects;
  return rows.map((row) => repositoriesMessage(row?.repositories)).find((message) => message !== undefined);
}

/** The fault of the patterns, or of the first of them. */
export function repositoriesMessage(error: object | undefined): string | undefined {
  const parts: unknown[] = Array.isArray(error) ? error : [];
  const [first] = parts.filter((part) => typeof part === "object" && part !== null);
  return (
    fieldMessage(error) ?? fieldMessage((error as { root?: object } | undefined)?.root) ?? fieldMessage(first as object)
  );
}

/** The fault of the list of addresses, or of the first address. */
export function addressesMessage({ allowedAddresses: error }: FieldErrors<DraftInput>): string | undefined {
  const rows = Array.isArray(error) ? error.filter(Boolean) : [];
  const [first] = rows as { network?: object; note?: object }[];
  return fieldMessage(error) ?? fieldMessage(error?.root) ?? fieldMessage(first?.network) ?? fieldMessage(first?.note);
}
