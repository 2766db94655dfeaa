import type { Prisma } from "../db/generated/sqlite/client";
import { type EffectivePolicy, idleBefore, outsideExpiry } from "../policies/permissions";
import { accessOf } from "./access-facts";
import { epochSeconds, fromStoredExpiry, type RobotStatus, statusOf } from "./expiry";
import type { Holdings } from "./holdings";
import type { RobotHome } from "./home";
import type { RobotAccess } from "./schema";
import { STORED_GRANTS } from "./stored";

/** What a list shows of a robot. Here as below: never the hash of its secret. */
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

/** What its page and the REST API tell besides, and all it holds: read at once, so that an edit undoes nobody else's. */
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

/** A row as it leaves `lib`: its expiry in epoch seconds (-1: never), and what follows from it now. */
type Told<Row> = Omit<Row, "expiresAt"> & { expiresAt: number; status: RobotStatus };

/** A stored robot, whichever of its columns were read, as it is told of. */
export function toRobot<Row extends Pick<ListedRow, "disabled" | "expiresAt">>(row: Row): Told<Row> {
  const { expiresAt: stored, ...rest } = row;
  const expiresAt = fromStoredExpiry(stored);
  return { ...rest, expiresAt, status: statusOf({ disabled: row.disabled, expiresAt }, epochSeconds()) };
}

/** A robot with all it holds. */
export type Robot = Told<Omit<RobotRow, "grants" | "projectId">> & { home: RobotHome; access: RobotAccess };

/** The same of a row with {@link ROBOT_COLUMNS}. */
export function toWholeRobot({ grants, projectId: _, ...row }: RobotRow, home: RobotHome): Robot {
  return { ...toRobot(row), home, access: accessOf({ grants }) };
}

/** What a robot's policy makes of it. */
type UnderPolicy = {
  /** It can log in, and was neither used nor made within the days that the policy says. */
  idle: boolean;
  /** Its expiry could not be set now: a policy became stricter after it was. */
  outsidePolicy: boolean;
};

/** Compares a stored robot with the policy of its home. */
export function underPolicy(
  row: Pick<ListedRow, "disabled" | "expiresAt" | "createdAt" | "lastUsedAt">,
  policy: EffectivePolicy,
): UnderPolicy {
  const before = idleBefore(policy);
  const isUnused = before !== null && row.createdAt < before && (row.lastUsedAt === null || row.lastUsedAt < before);
  const range = outsideExpiry(policy);
  return {
    idle: isUnused && toRobot(row).status === "active",
    outsidePolicy: range !== null && row.expiresAt > range.gt && row.expiresAt <= range.lte,
  };
}

/** A robot on its page. */
export type RobotDetail = Robot & UnderPolicy;

/** A robot in a list. */
export type ListedRobot = Told<ListedRow> & UnderPolicy & Holdings;
