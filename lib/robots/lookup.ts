import type { Caller } from "../auth/context";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { boundedTotal, COUNT_TAKE, skipTake } from "../pagination";
import { readableProject } from "../projects/access";
import { accessOf } from "../system-robots/access-facts";
import type { SystemAccess } from "../system-robots/schema";
import { assertReadsSystemRobots, ROBOT_GONE } from "./access";
import { fromStoredExpiry } from "./expiry";
import { type RobotCondition, type RobotSort, robotConditions, robotOrder } from "./filter";
import { STORED_GRANTS } from "./stored";

/** A robot of either level with all it holds. `expiresAt`: epoch seconds, -1 for never; `duration`: days, -1 for never. */
export type RobotRecord = {
  id: number;
  loginName: string;
  description: string;
  /** The project it belongs to; null for a system robot. */
  project: { id: number; name: string } | null;
  disabled: boolean;
  expiresAt: number;
  duration: number;
  createdAt: Date;
  updatedAt: Date;
  creatorType: string;
  creatorId: number;
  version: number;
  access: SystemAccess;
};

const RECORD_COLUMNS = {
  id: true,
  loginName: true,
  description: true,
  project: { select: { id: true, name: true } },
  projectId: true,
  disabled: true,
  expiresAt: true,
  durationDays: true,
  createdAt: true,
  updatedAt: true,
  creatorType: true,
  creatorId: true,
  version: true,
  ...STORED_GRANTS,
} as const;

type RecordRow = Omit<RobotRecord, "expiresAt" | "duration" | "access"> & {
  projectId: number | null;
  expiresAt: bigint;
  durationDays: number;
} & Parameters<typeof accessOf>[0];

function toRecord({ grants, expiresAt, durationDays, projectId: _, ...row }: RecordRow): RobotRecord {
  return { ...row, expiresAt: fromStoredExpiry(expiresAt), duration: durationDays, access: accessOf({ grants }) };
}

/**
 * One robot of either level, as one reading of it and what it holds.
 * @throws AppError NOT_FOUND when there is none or the caller may not see it; FORBIDDEN for a robot without the permission
 */
export async function readRobot(caller: Caller, id: number): Promise<RobotRecord> {
  const row = await getDb().robot.findUnique({ where: { id }, select: RECORD_COLUMNS });
  if (!row) throw new AppError("NOT_FOUND", ROBOT_GONE);
  if (row.projectId !== null) await readableProject(caller, { id: row.projectId }, "robot:read");
  else assertReadsSystemRobots(caller, "robot:read");
  return toRecord(row);
}

type FindRobots = {
  conditions: readonly RobotCondition[];
  sorts: readonly RobotSort[];
  page: number;
  size: number;
};

/**
 * One page of a project's robots or, with null, of the system robots, and how many there are in all.
 * @throws AppError NOT_FOUND when the caller may not see them; FORBIDDEN for a robot without the permission
 */
export async function findRobots(
  caller: Caller,
  where: { id: number } | null,
  { conditions, sorts, ...paging }: FindRobots,
): Promise<{ rows: RobotRecord[]; total: number }> {
  const project = where && (await readableProject(caller, where, "robot:list"));
  if (!project) assertReadsSystemRobots(caller, "robot:list");
  const scope = project ? { projectId: project.id } : { level: "system" };
  const all = { ...scope, ...robotConditions(conditions, project?.name ?? null) };
  const [found, counted] = await Promise.all([
    getDb().robot.findMany({
      where: all,
      orderBy: robotOrder(sorts),
      ...skipTake(paging),
      take: paging.size + 1,
      select: RECORD_COLUMNS,
    }),
    getDb().robot.count({ where: all, take: COUNT_TAKE }),
  ]);
  const total = boundedTotal(paging, found.length, counted);
  return { rows: found.slice(0, paging.size).map(toRecord), total };
}
