import { type AllowedAddress, parseAllowedAddresses } from "@/lib/access/address-list";
import { epochSeconds, fromStoredExpiry, type RobotStatus, statusOf, toStoredExpiry } from "@/lib/access/expiry";
import type { Prisma } from "../db/generated/sqlite/client";
import { type EffectivePolicy, idleBefore, outsideExpiry } from "../policies/permissions";
import { accessOf, type GrantRow } from "./access-facts";
import type { Holdings } from "./holdings";
import type { RobotHome } from "./home";
import type { RobotAccess } from "./schema";
import { SECRET_COLUMNS, type SecretState, splitSecrets } from "./secret-state";

/** The columns a list shows. Neither these nor those below include the secret's hash. */
export const LISTED_COLUMNS = {
  id: true,
  loginName: true,
  name: true,
  description: true,
  contact: true,
  disabled: true,
  expiresAt: true,
  createdAt: true,
  lastUsedAt: true,
  lastUsedAddress: true,
  allowedAddresses: true,
  managedBy: true,
  version: true,
  expirySetAt: true,
  ...SECRET_COLUMNS,
} as const satisfies Prisma.RobotSelect;

export const LISTED_COLUMN_NAMES = Object.keys(LISTED_COLUMNS);

/** The columns of a robot's page, an edit and the REST API. */
export const ROBOT_COLUMNS = {
  ...LISTED_COLUMNS,
  projectId: true,
  durationDays: true,
  creatorType: true,
  creatorId: true,
  creatorName: true,
  updatedAt: true,
  updatedByName: true,
  refusedAt: true,
  refusedAddress: true,
  importedFrom: true,
  importedAt: true,
  movedAt: true,
} as const satisfies Prisma.RobotSelect;

export type ListedRow = Prisma.RobotGetPayload<{ select: typeof LISTED_COLUMNS }>;
export type RobotRow = Prisma.RobotGetPayload<{ select: typeof ROBOT_COLUMNS }>;

/** A row with its expiry in epoch seconds (-1: never) and the current status. */
type WithStatus<Row> = Omit<Row, "expiresAt"> & { expiresAt: number; status: RobotStatus };

/** Decodes a stored robot, whichever columns were read. */
export function toRobot<Row extends Pick<ListedRow, "disabled" | "expiresAt">>(row: Row): WithStatus<Row> {
  const { expiresAt: stored, ...rest } = row;
  const expiresAt = fromStoredExpiry(stored);
  return { ...rest, expiresAt, status: statusOf({ disabled: row.disabled, expiresAt }, epochSeconds()) };
}

type WithSecrets<Row> = Omit<Row, keyof typeof SECRET_COLUMNS> & { secrets: SecretState };
/** A row with its decoded secrets and list of addresses, which is empty for anywhere. */
type Decoded<Row> = Omit<WithStatus<WithSecrets<Row>>, "allowedAddresses"> & { allowedAddresses: AllowedAddress[] };

/** Decodes a row of {@link LISTED_COLUMNS}, or one with more. */
export function toListedRobot<Row extends ListedRow>(row: Row): Decoded<Row> {
  const [rest, secrets] = splitSecrets(row);
  const robot = toRobot({ ...rest, secrets } as WithSecrets<Row> & Pick<ListedRow, "disabled" | "expiresAt">);
  return { ...robot, allowedAddresses: parseAllowedAddresses(row.allowedAddresses) };
}

/** A robot with its home and full access. */
export type Robot = Decoded<Omit<RobotRow, "projectId">> & { home: RobotHome; access: RobotAccess };

/** Decodes a row of {@link ROBOT_COLUMNS} and its grants. */
export function toFullRobot({ projectId: _, ...row }: RobotRow, grants: readonly GrantRow[], home: RobotHome): Robot {
  return { ...toListedRobot(row), home, access: accessOf(grants) };
}

type PolicyFlags = {
  /** Active, but neither used nor created within the number of days the policy sets. */
  idle: boolean;
  /** The expiry is later than the policy allows today. */
  outsidePolicy: boolean;
};

/** Compares a robot with the policy of its home. */
export function policyFlags(
  robot: Pick<WithStatus<ListedRow>, "status" | "expiresAt" | "createdAt" | "lastUsedAt">,
  policy: EffectivePolicy,
): PolicyFlags {
  const { status, createdAt, lastUsedAt } = robot;
  const before = idleBefore(policy);
  const isUnused = before !== null && createdAt < before && (lastUsedAt === null || lastUsedAt < before);
  const range = outsideExpiry(policy);
  const expiresAt = toStoredExpiry(robot.expiresAt);
  return {
    idle: isUnused && status === "active",
    outsidePolicy: range !== null && expiresAt > range.gt && expiresAt <= range.lte,
  };
}

export type RobotDetail = Robot & PolicyFlags;

export type ListedRobot = Decoded<ListedRow> & PolicyFlags & Holdings;
