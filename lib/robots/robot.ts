import { epochSeconds, fromStoredExpiry, type RobotStatus, statusOf } from "@/lib/access/expiry";
import type { Prisma } from "../db/generated/sqlite/client";
import { type EffectivePolicy, idleBefore, outsideExpiry } from "../policies/permissions";
import { accessOf } from "./access-facts";
import type { Holdings } from "./holdings";
import type { RobotHome } from "./home";
import type { RobotAccess } from "./schema";
import { STORED_GRANTS } from "./stored";

/** The columns a list shows. Like those below, never the hash of the secret. */
export const LISTED_COLUMNS = {
  id: true,
  loginName: true,
  name: true,
  description: true,
  disabled: true,
  expiresAt: true,
  createdAt: true,
  lastUsedAt: true,
  lastUsedAddress: true,
  version: true,
} as const satisfies Prisma.RobotSelect;

/** The columns of a robot's page, an edit and the REST API. Access is read with the version, so that no edit undoes a newer one. */
export const ROBOT_COLUMNS = {
  ...LISTED_COLUMNS,
  ...STORED_GRANTS,
  projectId: true,
  durationDays: true,
  creatorType: true,
  creatorId: true,
  creatorName: true,
  updatedAt: true,
  updatedByName: true,
  secretChangedAt: true,
} as const satisfies Prisma.RobotSelect;

type ListedRow = Prisma.RobotGetPayload<{ select: typeof LISTED_COLUMNS }>;
type RobotRow = Prisma.RobotGetPayload<{ select: typeof ROBOT_COLUMNS }>;

/** A row with its expiry in epoch seconds (-1: never) and the current status. */
type WithStatus<Row> = Omit<Row, "expiresAt"> & { expiresAt: number; status: RobotStatus };

/** Decodes a stored robot, whichever columns were read. */
export function toRobot<Row extends Pick<ListedRow, "disabled" | "expiresAt">>(row: Row): WithStatus<Row> {
  const { expiresAt: stored, ...rest } = row;
  const expiresAt = fromStoredExpiry(stored);
  return { ...rest, expiresAt, status: statusOf({ disabled: row.disabled, expiresAt }, epochSeconds()) };
}

/** A robot with its home and full access. */
export type Robot = WithStatus<Omit<RobotRow, "grants" | "projectId">> & { home: RobotHome; access: RobotAccess };

/** Decodes a row of {@link ROBOT_COLUMNS}. */
export function toFullRobot({ grants, projectId: _, ...row }: RobotRow, home: RobotHome): Robot {
  return { ...toRobot(row), home, access: accessOf({ grants }) };
}

/** How a robot stands against the policy of its home. */
type PolicyFlags = {
  /** Active, but neither used nor created within the number of days the policy sets. */
  idle: boolean;
  /** The expiry is later than the policy allows today. */
  outsidePolicy: boolean;
};

/** Compares a stored robot with the policy of its home. */
export function policyFlags(
  row: Pick<ListedRow, "disabled" | "expiresAt" | "createdAt" | "lastUsedAt">,
  policy: EffectivePolicy,
): PolicyFlags {
  const before = idleBefore(policy);
  const isUnused = before !== null && row.createdAt < before && (row.lastUsedAt === null || row.lastUsedAt < before);
  const range = outsideExpiry(policy);
  return {
    idle: isUnused && toRobot(row).status === "active",
    outsidePolicy: range !== null && row.expiresAt > range.gt && row.expiresAt <= range.lte,
  };
}

/** A robot on its page. */
export type RobotDetail = Robot & PolicyFlags;

/** A robot in a list. */
export type ListedRobot = WithStatus<ListedRow> & PolicyFlags & Holdings;
