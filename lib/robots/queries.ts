import type { Caller } from "@/lib/access/caller";
import { loginName } from "@/lib/access/robot-name";
import { getDb } from "../db/client";
import { robotListRows } from "../db/robot-list";
import { env } from "../env";
import { AppError } from "../errors";
import { boundedTotal, COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import type { EffectivePolicy } from "../policies/permissions";
import { policyOf } from "../policies/queries";
import { ROBOT_GONE, readableHome, readableRobot } from "./access";
import { type RobotCondition, type RobotSort, robotConditions, robotOrder } from "./filter";
import { findHoldings, limitOf, permissionsOf } from "./holdings";
import { type HomeRef, projectIdOf, projectNameOf, type RobotHome } from "./home";
import { robotFilter, SORT_COLUMNS } from "./list-query";
import {
  LISTED_COLUMN_NAMES,
  type ListedRobot,
  type ListedRow,
  policyFlags,
  ROBOT_COLUMNS,
  type Robot,
  type RobotDetail,
  toFullRobot,
  toListedRobot,
} from "./robot";
import { type ListRobotsInput, listRobotsSchema, MAX_SELECTED, type SelectRobotsInput } from "./schema";

/**
 * One page of the robots of a project or of the instance.
 * @throws AppError NOT_FOUND when the caller may not see them; FORBIDDEN for a robot without the permission
 */
export async function listRobots(caller: Caller, ref: HomeRef, input: ListRobotsInput): Promise<Page<ListedRobot>> {
  const home = await readableHome(caller, ref, "robot:list");
  const { rows, counted } = await listedRobots(home, input, skipTake(input));
  return toPage(rows, counted, input);
}

/**
 * Every robot that a search and filters match, whichever page it is on: the newest {@link MAX_SELECTED}.
 * @throws AppError as {@link listRobots}
 */
export async function selectRobots(caller: Caller, { project, ...input }: SelectRobotsInput): Promise<ListedRobot[]> {
  const home = await readableHome(caller, project, "robot:list");
  const newest = listRobotsSchema.parse(input);
  return (await listedRobots(home, newest, { skip: 0, take: MAX_SELECTED })).rows;
}

async function listedRobots(
  home: RobotHome,
  input: ListRobotsInput,
  range: { skip: number; take: number },
): Promise<{ rows: ListedRobot[]; counted: number }> {
  const projectId = projectIdOf(home);
  const policy = await policyOf(projectId);
  const filter = robotFilter(input, policy);
  if (!filter) return { rows: [], counted: 0 };
  const order = { sort: SORT_COLUMNS[input.sort], dir: input.dir };
  const part = { projectId, filter, columns: LISTED_COLUMN_NAMES, countTake: COUNT_TAKE };
  const { rows, counted } = await robotListRows<ListedRow>({ ...part, ...order, ...range });
  const holdings = home.kind === "instance" ? await findHoldings(rows.map(({ id }) => id)) : null;
  const robots = rows.map(({ access, repositories, ...row }) => {
    const robot = toListedRobot(row as ListedRow);
    const own = { permissions: permissionsOf([access ?? ""]), ...limitOf(repositories) };
    const held = holdings ? holdings(robot.id) : own;
    return { ...robot, ...policyFlags(robot, policy), ...held };
  });
  return { rows: robots, counted };
}

function robotsOf(home: RobotHome): { projectId: number } | { level: string } {
  return home.kind === "project" ? { projectId: home.id } : { level: "system" };
}

/** All robots of a home, to tell "none yet" from "no matches". Capped like a list. */
export async function countRobots(caller: Caller, ref: HomeRef): Promise<number> {
  const home = await readableHome(caller, ref, "robot:list");
  return getDb().robot.count({ where: robotsOf(home), take: COUNT_TAKE });
}

/**
 * One robot of a home.
 * @param project the home's name; null for the instance
 * @throws AppError NOT_FOUND when there is none there or the caller may not see it
 */
export async function getRobot(caller: Caller, project: string | null, id: number): Promise<RobotDetail> {
  return (await getRobotPage(caller, project, id)).robot;
}

/** The robot and the policy it follows, for the robot's page. Errors as {@link getRobot}. */
export async function getRobotPage(
  caller: Caller,
  project: string | null,
  id: number,
): Promise<{ robot: RobotDetail; policy: EffectivePolicy }> {
  const { robot } = await readableRobot(caller, id);
  if (projectNameOf(robot.home) !== project) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const policy = await policyOf(projectIdOf(robot.home));
  return { robot: { ...robot, ...policyFlags(robot, policy) }, policy };
}

export const GRANT_COLUMNS = {
  grants: {
    select: { kind: true, access: true, repositories: true, projectId: true, project: { select: { name: true } } },
  },
} as const;

type FindRobots = {
  conditions: readonly RobotCondition[];
  sorts: readonly RobotSort[];
  page: number;
  size: number;
};

/**
 * One page of a home's robots with their full access, by conditions of the REST API, and their total.
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
      select: { ...ROBOT_COLUMNS, ...GRANT_COLUMNS },
    }),
    getDb().robot.count({ where, take: COUNT_TAKE }),
  ]);
  const total = boundedTotal(paging, found.length, counted);
  const rows = found.slice(0, paging.size).map(({ grants, ...row }) => {
    const held = grants.map(({ project, ...grant }) => ({ ...grant, project: project?.name ?? null }));
    return toFullRobot(row, held, home);
  });
  return { rows, total };
}

/** For the hint while typing; creating a robot checks again. */
export async function isRobotNameTaken(caller: Caller, ref: HomeRef, name: string): Promise<boolean> {
  const home = await readableHome(caller, ref, "robot:list");
  return isLoginNameTaken(loginName(env().ROBOT_NAME_PREFIX, projectNameOf(home), name));
}

/** Whether a robot has this login name. */
export async function isLoginNameTaken(loginName: string): Promise<boolean> {
  return (await getDb().robot.findUnique({ where: { loginName }, select: { id: true } })) !== null;
}
