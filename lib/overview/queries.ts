import type { Actor } from "@/lib/access/caller";
import { canManageProject, projectRole } from "@/lib/access/roles";
import { type AllRobotsRow, allRobotRows } from "../db/all-robots";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import type { RobotFilter } from "../robots/filters";
import { SORT_COLUMNS } from "../robots/list-query";
import { LISTED_COLUMN_NAMES, type ListedRobot, type ListedRow, policyFlags, toListedRobot } from "../robots/robot";
import type { ListAllInput } from "./schema";
import { allFilter, groupsOfPolicies, memberIdOf, offeredAnywhere, type PolicyGroups, policyIn } from "./scope";
import { loginsByDay } from "./usage";

/** A robot of any home, as the list of all shows it. */
export type OverviewRobot = Omit<ListedRobot, "permissions" | "repositories" | "reach" | "system"> & {
  /** Null for a system robot. */
  project: string | null;
  /** The reader may change it. */
  canManage: boolean;
  /** Logins on each of the last 30 days, the oldest first. */
  logins: number[];
};

/** One page of every robot that the actor may see. */
export async function listAllRobots(actor: Actor, input: ListAllInput): Promise<Page<OverviewRobot>> {
  const groups = await groupsOfPolicies();
  const filter = allFilter(input, groups);
  if (!filter) return toPage([], 0, input);
  const order = { sort: SORT_COLUMNS[input.sort], dir: input.dir };
  const query = { filter, columns: LISTED_COLUMN_NAMES, countTake: COUNT_TAKE, ...order, ...skipTake(input) };
  const { rows, counted } = await allRobotRows<ListedRow>(memberIdOf(actor), query);
  const logins = await loginsByDay(rows.map(({ id }) => id));
  return toPage(
    rows.map((row) => ({ ...toOverviewRobot(actor, row, groups), logins: logins(row.id) })),
    counted,
    input,
  );
}

export function toOverviewRobot(
  actor: Actor,
  { projectId, project, role, ...row }: AllRobotsRow<ListedRow>,
  groups: PolicyGroups,
): Omit<OverviewRobot, "logins"> {
  const robot = toListedRobot(row as ListedRow);
  const canManage = canManageProject(projectRole(actor, role ?? undefined));
  return { ...robot, ...policyFlags(robot, policyIn(groups, projectId)), project, canManage };
}

/** The filters to offer for the robots of all homes. */
export async function filtersToOffer(chosen: readonly RobotFilter[]): Promise<RobotFilter[]> {
  return offeredAnywhere(await groupsOfPolicies(), chosen);
}
