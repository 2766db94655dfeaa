import type { Caller } from "../auth/context";
import { getDb } from "../db/client";
import { reachingRobotIds } from "../db/reaching-robots";
import { env } from "../env";
import { AppError } from "../errors";
import { COUNT_TAKE, type Page, toPage } from "../pagination";
import { policyFor } from "../policies/stored";
import { readableProject } from "../projects/access";
import { assertReadsSystemRobots } from "../robots/access";
import { loginName } from "../robots/name";
import { parseSystemAccess, type SystemPermissionKey } from "../robots/permissions";
import {
  isLoginNameTaken,
  ROBOT_COLUMNS,
  type RobotDto,
  robotCount,
  robotFilter,
  robotPaging,
  toRobotDto,
} from "../robots/queries";
import type { ListRobotsInput } from "../robots/schema";
import { STORED_GRANTS } from "../robots/stored";
import { accessOf } from "./access-facts";
import type { SystemAccess } from "./schema";

/** Which projects a system robot reaches, without naming a thousand of them. */
export type Reach = {
  /** Every project, present and future. */
  all: boolean;
  /** Projects named one by one. */
  count: number;
  /** Their names when they are few. */
  names: string[];
  /** It may not do the same in each. */
  mixed: boolean;
};

/** A system robot in the list. Its `permissions` are what it may do in any of its projects. */
export type SystemRobotDto = RobotDto & { reach: Reach; system: SystemPermissionKey[] };

/** Names are shown for up to this many projects; past it a number says more. */
const FEW_PROJECTS = 3;

/**
 * One page of the instance's system robots.
 * @throws AppError NOT_FOUND for those who may not see them
 */
export async function listSystemRobots(caller: Caller, input: ListRobotsInput): Promise<Page<SystemRobotDto>> {
  assertReadsSystemRobots(caller, "robot:list");
  const db = getDb();
  const policy = await policyFor(db, null);
  const among = { level: "system" };
  const [rows, counted] = await Promise.all([
    db.robot.findMany({
      where: { ...among, ...robotFilter(input, policy) },
      ...robotPaging(input),
      select: ROBOT_COLUMNS,
    }),
    db.robot.count(robotCount(among, input, policy)),
  ]);
  const holdings = await findHoldings(rows.map(({ id }) => id));
  const robots = rows.map((row) => {
    const { access, ...holds } = holdings(row.id);
    return { ...toRobotDto(row, access, policy), ...holds };
  });
  return toPage(robots, counted, input);
}

/** How many system robots there are at all, capped like a list. */
export async function countSystemRobots(caller: Caller): Promise<number> {
  assertReadsSystemRobots(caller, "robot:list");
  return getDb().robot.count({ where: { level: "system" }, take: COUNT_TAKE });
}

type Holdings = { access: string[]; reach: Reach; system: SystemPermissionKey[] };

/** What robots hold, counted in the database: a robot of a thousand projects is a few rows here. */
async function findHoldings(robotIds: number[]): Promise<(robotId: number) => Holdings> {
  const groups = await getDb().robotGrant.groupBy({
    by: ["robotId", "kind", "access"],
    where: { robotId: { in: robotIds } },
    _count: { _all: true, projectId: true },
  });
  const holdings = (robotId: number) => {
    const own = groups.filter((group) => group.robotId === robotId);
    const inProjects = own.filter(({ kind }) => kind === "project");
    const count = inProjects.reduce((sum, group) => sum + group._count.projectId, 0);
    const all = inProjects.some(({ _count }) => _count._all > _count.projectId);
    const system = own.filter(({ kind }) => kind === "system").map(({ access }) => access);
    return {
      access: inProjects.map(({ access }) => access),
      reach: { all, count, mixed: inProjects.length > 1 },
      system: parseSystemAccess(system.join(" ")),
    };
  };
  const names = await projectNames(robotIds.filter((id) => holdings(id).reach.count <= FEW_PROJECTS));
  return (robotId) => {
    const { reach, ...rest } = holdings(robotId);
    return { ...rest, reach: { ...reach, names: names.get(robotId) ?? [] } };
  };
}

async function projectNames(robotIds: number[]): Promise<Map<number, string[]>> {
  const rows = await getDb().robotGrant.findMany({
    where: { robotId: { in: robotIds }, projectId: { not: null } },
    select: { robotId: true, project: { select: { name: true } } },
  });
  const names = new Map<number, string[]>();
  for (const { robotId, project } of rows)
    if (project) names.set(robotId, [...(names.get(robotId) ?? []), project.name].sort());
  return names;
}

/** A system robot with all it holds, project by project. */
export type SystemRobotDetail = RobotDto & { access: SystemAccess };

/**
 * One system robot.
 * @throws AppError NOT_FOUND when there is none or the caller may not see it
 */
export async function getSystemRobot(caller: Caller, id: number): Promise<SystemRobotDetail> {
  assertReadsSystemRobots(caller, "robot:read");
  // One question: a version read later than the permissions would let an edit undo somebody else's.
  const row = await getDb().robot.findUnique({ where: { id }, select: { ...ROBOT_COLUMNS, ...STORED_GRANTS } });
  if (!row || row.projectId !== null) throw new AppError("NOT_FOUND", "This robot no longer exists.");
  const { grants, ...robot } = row;
  const inProjects = grants.filter(({ kind }) => kind === "project").map(({ access }) => access);
  const policy = await policyFor(getDb(), null);
  return { ...toRobotDto(robot, inProjects, policy), access: accessOf({ grants }) };
}

/** Whether a new system robot of this name would collide, for the hint while typing. Creating checks again. */
export async function isSystemRobotNameTaken(caller: Caller, name: string): Promise<boolean> {
  assertReadsSystemRobots(caller, "robot:list");
  return isLoginNameTaken(loginName(env().ROBOT_NAME_PREFIX, null, name));
}

const MOST_REACHING = 50;

/** The system robots that reach a project. `more`: there are others. Their `permissions` are those in this project. */
export type ReachingRobots = { rows: (RobotDto & { everywhere: boolean })[]; more: boolean };

/**
 * The system robots that reach a project, for people who may see the project.
 * @throws AppError NOT_FOUND when the caller may not see it
 */
export async function listReachingRobots(caller: Caller, projectName: string): Promise<ReachingRobots> {
  const project = await readableProject(caller, { name: projectName }, "robot:list");
  const found = await reachingRobotIds(project.id, MOST_REACHING + 1);
  const policy = await policyFor(getDb(), null);
  const rows = await getDb().robot.findMany({
    where: { id: { in: found.slice(0, MOST_REACHING) } },
    orderBy: { name: "asc" },
    select: {
      ...ROBOT_COLUMNS,
      grants: {
        where: { kind: "project", OR: [{ projectId: project.id }, { projectId: null }] },
        select: { access: true, projectId: true },
      },
    },
  });
  return {
    rows: rows.map(({ grants, ...row }) => ({
      ...toRobotDto(
        row,
        grants.map(({ access }) => access),
        policy,
      ),
      everywhere: grants.some(({ projectId }) => projectId === null),
    })),
    more: found.length > MOST_REACHING,
  };
}
