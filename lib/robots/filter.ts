import { NEVER, toStoredExpiry } from "@/lib/access/expiry";
import type { Prisma } from "../db/generated/sqlite/client";
import { searchText } from "../text";

/** The fields that the REST API filters and sorts robots by. */
export const ROBOT_FIELDS = {
  id: { column: "id", type: "integer" },
  name: { column: "name", type: "text" },
  description: { column: "description", type: "text" },
  disable: { column: "disabled", type: "boolean" },
  creation_time: { column: "createdAt", type: "time" },
  update_time: { column: "updatedAt", type: "time" },
  expires_at: { column: "expiresAt", type: "seconds" },
  duration: { column: "durationDays", type: "integer" },
} as const;
export type RobotField = keyof typeof ROBOT_FIELDS;

/** Times are dates, except `expires_at`, which is in Unix epoch seconds. */
export type FieldValue = string | number | boolean | Date;
/** A range has at least one end; both are inclusive. */
export type RobotCondition = { field: RobotField } & (
  | { any: readonly FieldValue[] }
  | { contains: string }
  | { min?: FieldValue; max?: FieldValue }
);
export type RobotSort = { field: RobotField; dir: "asc" | "desc" };

const MAX_INT32 = 2_147_483_647;

/** @param project the name of the listed robots' project; null for system robots */
export function robotConditions(conditions: readonly RobotCondition[], project: string | null): Prisma.RobotWhereInput {
  return { AND: conditions.map((condition) => whereOf(condition, project)) };
}

function whereOf(condition: RobotCondition, project: string | null): Prisma.RobotWhereInput {
  const { field } = condition;
  if ("contains" in condition) {
    const text = { contains: searchText(condition.contains) };
    return field === "name" ? { searchName: text } : { searchDescription: text };
  }
  if ("any" in condition) {
    if (field === "name") return { OR: condition.any.map((name) => isCalled(String(name), project)) };
    if (field === "disable") return { OR: condition.any.map((disabled) => ({ disabled: disabled === true })) };
    return { [ROBOT_FIELDS[field].column]: { in: condition.any.flatMap((value) => stored(field, value) ?? []) } };
  }
  const { min, max } = condition;
  const range = {
    ...(min !== undefined && { gte: bounded(field, min) }),
    ...(max !== undefined && { lte: bounded(field, max) }),
  };
  return { [ROBOT_FIELDS[field].column]: range };
}

/** Clients filter by the login name, with or without its prefix, or by the name alone. */
function isCalled(name: string, project: string | null): Prisma.RobotWhereInput {
  const own = project !== null && name.startsWith(`${project}+`) ? name.slice(project.length + 1) : name;
  return { OR: [{ loginName: name }, { name: own }] };
}

/** The stored value; null when the column can't hold it. */
function stored(field: RobotField, value: FieldValue) {
  if (field === "expires_at") return toStoredExpiry(Number(value));
  if (typeof value === "number" && Math.abs(value) > MAX_INT32) return null;
  return value;
}

/** The end of a range, clamped to what the column can hold. */
function bounded(field: RobotField, value: FieldValue) {
  if (field === "expires_at") return value === NEVER ? toStoredExpiry(NEVER) : BigInt(Number(value));
  return typeof value === "number" ? Math.min(Math.max(value, -MAX_INT32), MAX_INT32) : value;
}

/** Ties are broken by id, so that pages never overlap. */
export function robotOrder(sorts: readonly RobotSort[]): Prisma.RobotOrderByWithRelationInput[] {
  return [...sorts.map(({ field, dir }) => ({ [ROBOT_FIELDS[field].column]: dir })), { id: "asc" }];
}
