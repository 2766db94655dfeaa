import type { Caller } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { reachingGrants } from "../db/reaching-robots";
import { policyOf } from "../policies/queries";
import { readableProject } from "../projects/access";
import { permissionsOf } from "./holdings";
import { LISTED_COLUMNS, type ListedRobot, policyFlags, toListedRobot } from "./robot";

const MOST_REACHING = 50;

/** The system robots that reach a project. `more`: there are others. Their `permissions` are those in this project. */
export type ReachingRobots = { rows: (ListedRobot & { everywhere: boolean })[]; more: boolean };

/**
 * The system robots that reach a project.
 * @throws AppError NOT_FOUND when the caller may not see the project
 */
export async function listReachingRobots(caller: Caller, projectName: string): Promise<ReachingRobots> {
  const project = await readableProject(caller, { name: projectName }, "robot:list");
  const grants = await reachingGrants(project.id, MOST_REACHING + 1);
  const ids = [...new Set(grants.map(({ id }) => id))];
  if (ids.length === 0) return { rows: [], more: false };
  const policy = await policyOf(null, project.id);
  const rows = await getDb().robot.findMany({
    where: { id: { in: ids.slice(0, MOST_REACHING) } },
    orderBy: { name: "asc" },
    select: LISTED_COLUMNS,
  });
  return {
    rows: rows.map((row) => {
      const robot = toListedRobot(row);
      const here = grants.filter(({ id }) => id === row.id);
      return {
        ...robot,
        ...policyFlags(robot, policy),
        permissions: permissionsOf(here.map(({ access }) => access)),
        everywhere: here.some(({ projectId }) => projectId === null),
      };
    }),
    more: ids.length > MOST_REACHING,
  };
}
