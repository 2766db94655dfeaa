import type { Actor } from "../auth/context";
import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { readableProject } from "../projects/access";
import { searchText } from "../text";
import { epochSeconds, fromStoredExpiry, type RobotStatus, statusOf } from "./expiry";
import { loginName } from "./name";
import { type ProjectPermissionKey, parseAccess } from "./permissions";
import type { ListRobotsInput } from "./schema";

/** Everything about a robot that a page may carry: never the hash of its secret. Times are ISO 8601 or epoch seconds (-1: never). */
export type RobotDto = {
  id: number;
  loginName: string;
  name: string;
  description: string;
  disabled: boolean;
  status: RobotStatus;
  expiresAt: number;
  permissions: ProjectPermissionKey[];
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
  lastUsedAt: string | null;
  lastUsedAddress: string | null;
  /** When the secret was made or last refreshed. */
  secretChangedAt: string;
  version: number;
};

const ROBOT_COLUMNS = {
  id: true,
  loginName: true,
  name: true,
  description: true,
  disabled: true,
  expiresAt: true,
  createdAt: true,
  creatorName: true,
  updatedAt: true,
  updatedByName: true,
  lastUsedAt: true,
  lastUsedAddress: true,
  secretChangedAt: true,
  version: true,
  projectId: true,
  grants: { select: { access: true } },
} as const;

type RobotRow = {
  id: number;
  loginName: string;
  name: string;
  description: string;
  disabled: boolean;
  expiresAt: bigint;
  createdAt: Date;
  creatorName: string;
  updatedAt: Date;
  updatedByName: string;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  secretChangedAt: Date;
  version: number;
  grants: { access: string }[];
};

function toDto(row: RobotRow): RobotDto {
  const expiresAt = fromStoredExpiry(row.expiresAt);
  return {
    id: row.id,
    loginName: row.loginName,
    name: row.name,
    description: row.description,
    disabled: row.disabled,
    status: statusOf({ disabled: row.disabled, expiresAt }, epochSeconds()),
    expiresAt,
    permissions: row.grants.flatMap((grant) => parseAccess(grant.access)),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.creatorName,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedByName,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: row.lastUsedAddress,
    secretChangedAt: row.secretChangedAt.toISOString(),
    version: row.version,
  };
}

function statusFilter(status: RobotStatus | null) {
  const now = BigInt(epochSeconds());
  if (status === "disabled") return { disabled: true };
  if (status === "expired") return { disabled: false, expiresAt: { lte: now } };
  if (status === "active") return { disabled: false, expiresAt: { gt: now } };
  return {};
}

function order({ sort, dir }: Pick<ListRobotsInput, "sort" | "dir">) {
  if (sort === "name") return [{ name: dir }, { id: dir }];
  if (sort === "expires") return [{ expiresAt: dir }, { id: dir }];
  if (sort === "lastUsed") return [{ lastUsedAt: { sort: dir, nulls: "last" as const } }, { id: dir }];
  return [{ id: dir }];
}

/**
 * One page of a project's robots.
 * @throws AppError NOT_FOUND when the actor may not see the project
 */
export async function listRobots(actor: Actor, projectName: string, input: ListRobotsInput): Promise<Page<RobotDto>> {
  const project = await readableProject(actor, { name: projectName });
  const db = getDb();
  const where = {
    projectId: project.id,
    ...statusFilter(input.status),
    ...(input.q.trim() ? { searchName: { contains: searchText(input.q.trim()) } } : {}),
  };
  const [rows, counted] = await Promise.all([
    db.robot.findMany({ where, orderBy: order(input), ...skipTake(input), select: ROBOT_COLUMNS }),
    db.robot.count({ where, take: COUNT_TAKE }),
  ]);
  return toPage(rows.map(toDto), counted, input);
}

/** How many robots a project has at all, so that "none yet" and "none match" can be told apart. Capped like a list. */
export async function countRobots(actor: Actor, projectName: string): Promise<number> {
  const project = await readableProject(actor, { name: projectName });
  return getDb().robot.count({ where: { projectId: project.id }, take: COUNT_TAKE });
}

/**
 * One robot of a project.
 * @throws AppError NOT_FOUND when there is none there or the actor may not see it
 */
export async function getRobot(actor: Actor, projectName: string, id: number): Promise<RobotDto> {
  const project = await readableProject(actor, { name: projectName });
  const row = await getDb().robot.findUnique({ where: { id }, select: ROBOT_COLUMNS });
  if (!row || row.projectId !== project.id) throw new AppError("NOT_FOUND", "This robot no longer exists.");
  return toDto(row);
}

/** Whether a new robot of this name would collide, for the hint while typing. Creating checks again. */
export async function isRobotNameTaken(actor: Actor, projectName: string, name: string): Promise<boolean> {
  const project = await readableProject(actor, { name: projectName });
  const wanted = loginName(env().ROBOT_NAME_PREFIX, project.name, name);
  const found = await getDb().robot.findUnique({ where: { loginName: wanted }, select: { id: true } });
  return found !== null;
}

/** What a change needs to know of the robot it is about to change. Never leaves the server. */
export type StoredRobot = {
  id: number;
  loginName: string;
  projectId: number | null;
  project: { id: number; name: string } | null;
  description: string;
  disabled: boolean;
  expiresAt: bigint;
  version: number;
  createdAt: Date;
  grants: { access: string }[];
};

/** The stored robot by id, whoever asks: for `access.ts` only, which decides. */
export function findRobotForChange(id: number): Promise<StoredRobot | null> {
  return getDb().robot.findUnique({
    where: { id },
    select: {
      id: true,
      loginName: true,
      projectId: true,
      project: { select: { id: true, name: true } },
      description: true,
      disabled: true,
      expiresAt: true,
      version: true,
      createdAt: true,
      grants: { select: { access: true } },
    },
  });
}

/** Who changed a robot last, and when; null when it is gone. */
export function lastChange(tx: Tx, id: number): Promise<{ updatedByName: string; updatedAt: Date } | null> {
  return tx.robot.findUnique({ where: { id }, select: { updatedByName: true, updatedAt: true } });
}

/** What already stands in the way of a new robot: the same form sent before, or another robot of that name. */
export async function findCollision(wanted: {
  loginName: string;
  creationKey: string;
}): Promise<"repeat" | "name" | null> {
  const found = await getDb().robot.findMany({
    where: { OR: [{ creationKey: wanted.creationKey }, { loginName: wanted.loginName }] },
    select: { creationKey: true },
  });
  if (found.length === 0) return null;
  return found.some((robot) => robot.creationKey === wanted.creationKey) ? "repeat" : "name";
}
