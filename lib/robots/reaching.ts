import type { Caller } from "@/lib/access/caller";
import { reachingRobots } from "../db/reaching-robots";
import { policyOf } from "../policies/queries";
import { readableProject } from "../projects/access";
import { limitOf, permissionsOf } from "./holdings";
import { LISTED_COLUMN_NAMES, type ListedRobot, type ListedRow, policyFlags, toListedRobot } from "./robot";

const MOST_REACHING = 50;

/** The system robots that reach a project. `more`: there are others. Their `permissions` are those in this project. */
export type ReachingRobots = { rows: (ListedRobot & { everywhere: boolean })[]; more: boolean };

/**
 * The system robots that reach a project.
 * @throws AppError NOT_FOUND when the caller may not see the project
 */
export async function listReachingRobots(caller: Caller, projectName: string): Promise<ReachingRobots> {
  const project = await readableProject(caller, { name: projectName }, "robot:list");
  const found = await reachingRobots<ListedRow>(project.id, LISTED_COLUMN_NAMES, MOST_REACHING + 1);
  const policy = await policyOf(null, project.id);
  const rows = found.slice(0, MOST_REACHING).map(({ access, repositories, everywhere, ...row }) => {
    const robot = toListedRobot(row as ListedRow);
    const held = { permissions: permissionsOf([access]), ...limitOf(repositories) };
    return { ...robot, ...policyFlags(robot, policy), ...held, everywhere: Boolean(everywhere) };
  });
  return { rows, more: found.length > MOST_REACHING };
}
