import type { Caller } from "@/lib/access/caller";
import { loginName } from "@/lib/access/robot-name";
import { getDb } from "../db/client";
import { reachingRobotIds } from "../db/reaching-robots";
import { env } from "../env";
import { AppError } from "../errors";
import { boundedTotal, COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { policyFor } from "../policies/stored";
import { readableProject } from "../projects/access";
import { ROBOT_GONE } from "./access";
import { type RobotCondition, type RobotSort, robotConditions, robotOrder } from "./filter";
import { findHoldings, permissionsOf } from "./holdings";
import { type HomeRef, projectIdOf, projectNameOf } from "./home";
import { robotCount, robotFilter, robotPaging, robotsOf } from "./list-query";
import { readableHome } from "./readable-home";
import {
  LISTED_COLUMNS,
  type ListedRobot,
  policyFlags,
  ROBOT_COLUMNS,
  type Robot,
  type RobotDetail,
  toFullRobot,
  toRobot,
} from "./robot";
import type { ListRobotsInput } from "./schema";

/**
 * One page of the robots of a project or of the instance.
 * @throws AppError NOT_FOUND when the caller may not see them; FORBIDDEN for a robot without the permission
 */
export async function listRobots(caller: Caller, ref: HomeRef, input: ListRobotsInput): Promise<Page<ListedRobot>> {
  const home = await readableHome(caller, ref, "robot:list");
  const db = getDb();
  const policy = await policyFor(db, projectIdOf(home));
  const among = robotsOf(home);
  const [rows, counted] = await Promise.all([
    db.robot.findMany({
      where: { ...among, ...robotFilter(input, policy) },
      ...robotPaging(input),
      select: LISTED_COLUMNS,
    }),
    db.robot.count(robotCount(among, input, policy)),
  ]);
  const holdings = await findHoldings(
    home,
    rows.map(({ id }) => id),
  );
  const robots = rows.map((row) => ({ ...toRobot(row), ...policyFlags(row, policy), ...holdings(row.id) }));
  return toPage(robots, counted, input);
}

/** How many robots a home has at all, so that "none yet" and "none match" can be told apart. Capped like a list. */
export async function countRobots(caller: Caller, ref: HomeRef): Promise<number> {
  const home = await readableHome(caller, ref, "robot:list");
  return getDb().robot.count({ where: robotsOf(home), take: COUNT_TAKE });
}

/**
 * One robot of a home, as its page shows it.
 * @throws AppError NOT_FOUND when there is none there or the caller may not see it
 */
export async function getRobot(caller: Caller, ref: HomeRef, id: number): Promise<RobotDetail> {
  const home = await readableHome(caller, ref, "robot:read");
  const row = await getDb().robot.findUnique({ where: { id }, select: ROBOT_COLUMNS });
  if (!row || row.projectId !== projectIdOf(home)) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const policy = await policyFor(getDb(), projectIdOf(home));
  return { ...toFullRobot(row, home), ...policyFlags(row, policy) };
}

/**
 * One robot, wherever it belongs.
 * @throws AppError NOT_FOUND when there is none or the caller may not see it; FORBIDDEN for a robot without the permission
 */
export async function readRobot(caller: Caller, id: number): Promise<Robot> {
  const row = await getDb().robot.findUnique({ where: { id }, select: ROBOT_COLUMNS });
  if (!row) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const home = row.projectId === null ? null : { id: row.projectId };
  return toFullRobot(row, await readableHome(caller, home, "robot:read"));
}

type FindRobots = {
  conditions: readonly RobotCondition[];
  sorts: readonly RobotSort[];
  page: number;
  size: number;
};

/**
 * One page of a home's robots with all they hold, by conditions of the REST API, and how many there are in all.
 * @throws AppError NOT_FOUND when the caller may not see them; FORBIDDEN for a robot without the permission
 */
export async function findRobots(
  caller: Caller,
  ref: HomeRef,
  { conditions, sorts, ...paging }: FindRobots,
): Promise<{ rows: Robot[]; total: number }> {
  const home = await readableHome(caller, ref, "robot:list");
  const where = { ...robotsOf(home), ...robotConditions(conditions, projectNameOf(home)) };
  const [found, counted] = await Promise.all([
    getDb().robot.findMany({
      where,
      orderBy: robotOrder(sorts),
      ...skipTake(paging),
      take: paging.size + 1,
      select: ROBOT_COLUMNS,
    }),
    getDb().robot.count({ where, take: COUNT_TAKE }),
  ]);
  const total = boundedTotal(paging, found.length, counted);
  return { rows: found.slice(0, paging.size).map((row) => toFullRobot(row, home)), total };
}

/** Whether a new robot of this name would collide, for the hint while typing. Creating checks again. */
export async function isRobotNameTaken(caller: Caller, ref: HomeRef, name: string): Promise<boolean> {
  const home = await readableHome(caller, ref, "robot:list");
  return isLoginNameTaken(loginName(env().ROBOT_NAME_PREFIX, projectNameOf(home), name));
}

/** Whether a robot has this login name. */
export async function isLoginNameTaken(loginName: string): Promise<boolean> {
  return (await getDb().robot.findUnique({ where: { loginName }, select: { id: true } })) !== null;
}

const MOST_REACHING = 50;

/** The system robots that reach a project. `more`: there are others. Their `permissions` are those in this project. */
export type ReachingRobots = { rows: (ListedRobot & { everywhere: boolean })[]; more: boolean };

/**
 * The system robots that reach a project, for people who may see the project.
 * @throws AppError NOT_FOUND when the caller may not see it
 */
export async function listReachingRobots(caller: Caller, projectName: string): Promise<ReachingRobots> {
  const project = await readableProject(caller, { name: projectName }, "robot:list");
  const found = await reachingRobotIds(project.id, MOST_REACHING + 1);
  const policy = await policyFor(getDb(), null);
  const inProject = { kind: "project", OR: [{ projectId: project.id }, { projectId: null }] };
  const rows = await getDb().robot.findMany({
    where: { id: { in: found.slice(0, MOST_REACHING) } },
    orderBy: { name: "asc" },
    select: { ...LISTED_COLUMNS, grants: { where: inProject, select: { access: true, projectId: true } } },
  });
  return {
    rows: rows.map(({ grants, ...row }) => ({
      ...toRobot(row),
      ...policyFlags(row, policy),
      permissions: permissionsOf(grants.map(({ access }) => access)),
      everywhere: grants.some(({ projectId }) => projectId === null),
    })),
    more: found.length > MOST_REACHING,
  };
}
