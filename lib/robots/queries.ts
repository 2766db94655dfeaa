import type { Caller } from "../auth/context";
import { getDb } from "../db/client";
import { env } from "../env";
import { AppError } from "../errors";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { type EffectivePolicy, idleBefore, outsideExpiry } from "../policies/permissions";
import { policyFor } from "../policies/stored";
import { readableProject } from "../projects/access";
import { searchText } from "../text";
import { epochSeconds, fromStoredExpiry, type RobotStatus, statusOf } from "./expiry";
import { loginName } from "./name";
import { PROJECT_ACCESS_KEYS, type ProjectPermissionKey, parseAccess } from "./permissions";
import type { ListRobotsInput } from "./schema";

/** Everything about a robot that a page may carry: never the hash of its secret. Times are ISO 8601 or epoch seconds (-1: never). */
export type RobotDto = {
  id: number;
  loginName: string;
  name: string;
  description: string;
  disabled: boolean;
  status: RobotStatus;
  /** It can log in, and was neither used nor made within the days that the policy says. */
  idle: boolean;
  /** Its expiry could not be set now: a policy became stricter after it was. */
  outsidePolicy: boolean;
  expiresAt: number;
  /** What it may do in its project; of a system robot, in any of its projects. */
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

/** The columns behind a {@link RobotDto}, without its permissions. */
export const ROBOT_COLUMNS = {
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
} as const;

const WITH_GRANTS = { ...ROBOT_COLUMNS, grants: { select: { access: true } } } as const;

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
};

/**
 * A stored robot as a page gets it.
 * @param access the stored forms of what it may do in projects
 * @param policy what holds where it belongs
 */
export function toRobotDto(row: RobotRow, access: readonly string[], policy: EffectivePolicy): RobotDto {
  const held = new Set(access.flatMap(parseAccess));
  const expiresAt = fromStoredExpiry(row.expiresAt);
  const status = statusOf({ disabled: row.disabled, expiresAt }, epochSeconds());
  return {
    id: row.id,
    loginName: row.loginName,
    name: row.name,
    description: row.description,
    disabled: row.disabled,
    status,
    idle: status === "active" && isIdle(row, idleBefore(policy)),
    outsidePolicy: isWithin(row.expiresAt, outsideExpiry(policy)),
    expiresAt,
    permissions: PROJECT_ACCESS_KEYS.filter((key) => held.has(key)),
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

function isIdle({ createdAt, lastUsedAt }: Pick<RobotRow, "createdAt" | "lastUsedAt">, before: Date | null): boolean {
  return before !== null && createdAt < before && (lastUsedAt === null || lastUsedAt < before);
}

function isWithin(expiresAt: bigint, range: { gt: bigint; lte: bigint } | null): boolean {
  return range !== null && expiresAt > range.gt && expiresAt <= range.lte;
}

function statusFilter(status: RobotStatus) {
  const now = BigInt(epochSeconds());
  if (status === "disabled") return { disabled: true };
  if (status === "expired") return { disabled: false, expiresAt: { lte: now } };
  return { disabled: false, expiresAt: { gt: now } };
}

function order({ sort, dir }: Pick<ListRobotsInput, "sort" | "dir">) {
  if (sort === "name") return [{ name: dir }, { id: dir }];
  if (sort === "expires") return [{ expiresAt: dir }, { id: dir }];
  if (sort === "lastUsed") return [{ lastUsedAt: lastUsedOrder(dir) }, { id: dir }];
  return [{ createdAt: dir }, { id: dir }];
}

type Narrowed = Pick<ListRobotsInput, "status" | "q">;

const nameFilter = (q: string) => (q.trim() ? { searchName: { contains: searchText(q.trim()) } } : {});

/** No robot: what a filter finds that the policy has no rule for. */
const NOTHING = { id: { lt: 0 } };

function policyFilter(status: "idle" | "outside", policy: EffectivePolicy) {
  if (status === "outside") {
    const expiresAt = outsideExpiry(policy);
    return expiresAt ? { expiresAt } : NOTHING;
  }
  const before = idleBefore(policy);
  if (!before) return NOTHING;
  const past = { expiresAt: { lte: BigInt(epochSeconds()) } };
  const unused = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] };
  return { NOT: [{ disabled: true }, past], createdAt: { lt: before }, ...unused };
}

/**
 * The database's condition for what a list asks of robots under a policy. Said as what they are not: SQLite would
 * otherwise gather all of a status and sort them, where following the list's order to the first few that fit is a
 * thousand times less.
 */
export function robotFilter({ status, q }: Narrowed, policy: EffectivePolicy) {
  const now = BigInt(epochSeconds());
  if (!status) return nameFilter(q);
  if (status === "idle" || status === "outside") return { ...policyFilter(status, policy), ...nameFilter(q) };
  if (status === "disabled") return { NOT: [{ disabled: false }], ...nameFilter(q) };
  const past = status === "active" ? { expiresAt: { lte: now } } : { expiresAt: { gt: now } };
  return { NOT: [{ disabled: true }, past], ...nameFilter(q) };
}

type CountOrder = { disabled?: "asc"; expiresAt?: "asc"; createdAt?: "asc"; id?: "asc" };
const BY_STATUS: CountOrder[] = [{ disabled: "asc" }, { expiresAt: "asc" }, { id: "asc" }];

/** How to count what a list asks of robots, capped. Prisma orders what it counts: along the index of statuses, then. */
export function robotCount<Among extends object>(among: Among, { status, q }: Narrowed, policy: EffectivePolicy) {
  const isPlain = status !== null && status !== "idle" && status !== "outside" && !q.trim();
  const byStatus = isPlain ? statusFilter(status) : null;
  const where = { ...among, ...(byStatus ?? robotFilter({ status, q }, policy)) };
  const along: CountOrder = status === "outside" ? { expiresAt: "asc" } : { createdAt: "asc" };
  return { where, orderBy: byStatus ? BY_STATUS : [along, { id: "asc" as const }], take: COUNT_TAKE };
}

/** "Never" is the longest ago. SQLite has it so by itself, and Prisma would say it there in a way that no index serves. */
function lastUsedOrder(sort: "asc" | "desc") {
  if (env().DATABASE_PROVIDER === "sqlite") return sort;
  return { sort, nulls: sort === "desc" ? ("last" as const) : ("first" as const) };
}

/** The database's order and cut for one page of a list. */
export function robotPaging(input: ListRobotsInput) {
  return { orderBy: order(input), ...skipTake(input) };
}

/**
 * One page of a project's robots.
 * @throws AppError NOT_FOUND when the caller may not see the project; FORBIDDEN for a robot without the permission
 */
export async function listRobots(caller: Caller, projectName: string, input: ListRobotsInput): Promise<Page<RobotDto>> {
  const project = await readableProject(caller, { name: projectName }, "robot:list");
  const db = getDb();
  const policy = await policyFor(db, project.id);
  const among = { projectId: project.id };
  const [rows, counted] = await Promise.all([
    db.robot.findMany({
      where: { ...among, ...robotFilter(input, policy) },
      ...robotPaging(input),
      select: WITH_GRANTS,
    }),
    db.robot.count(robotCount(among, input, policy)),
  ]);
  const robots = rows.map((row) => toDto(row, policy));
  return toPage(robots, counted, input);
}

const toDto = ({ grants, ...row }: RobotRow & { grants: { access: string }[] }, policy: EffectivePolicy) =>
  toRobotDto(
    row,
    grants.map(({ access }) => access),
    policy,
  );

/** How many robots a project has at all, so that "none yet" and "none match" can be told apart. Capped like a list. */
export async function countRobots(caller: Caller, projectName: string): Promise<number> {
  const project = await readableProject(caller, { name: projectName }, "robot:list");
  return getDb().robot.count({ where: { projectId: project.id }, take: COUNT_TAKE });
}

/**
 * One robot of a project.
 * @throws AppError NOT_FOUND when there is none there or the actor may not see it
 */
export async function getRobot(caller: Caller, projectName: string, id: number): Promise<RobotDto> {
  const project = await readableProject(caller, { name: projectName }, "robot:read");
  const row = await getDb().robot.findUnique({ where: { id }, select: WITH_GRANTS });
  if (!row || row.projectId !== project.id) throw new AppError("NOT_FOUND", "This robot no longer exists.");
  return toDto(row, await policyFor(getDb(), project.id));
}

/** Whether a new robot of this name would collide, for the hint while typing. Creating checks again. */
export async function isRobotNameTaken(caller: Caller, projectName: string, name: string): Promise<boolean> {
  const project = await readableProject(caller, { name: projectName }, "robot:list");
  return isLoginNameTaken(loginName(env().ROBOT_NAME_PREFIX, project.name, name));
}

/** Whether a robot has this login name. */
export async function isLoginNameTaken(loginName: string): Promise<boolean> {
  return (await getDb().robot.findUnique({ where: { loginName }, select: { id: true } })) !== null;
}
