import { loginName } from "@/lib/access/robot-name";
import { getDb } from "../db/client";
import { env } from "../env";
import { projectNameOf, type RobotHome } from "../robots/home";
import { ROBOT_COLUMNS, type Robot, toFullRobot } from "../robots/robot";

const COLUMNS = {
  ...ROBOT_COLUMNS,
  grants: {
    select: { kind: true, access: true, repositories: true, projectId: true, project: { select: { name: true } } },
  },
} as const;

/**
 * Robots of a home, in the order of their names. Without authorization: for callers that have shown that they may read there.
 * @param which those with these names, and all of an owner's; every one if null
 */
export async function robotsIn(
  home: RobotHome,
  which: { names: readonly string[]; owner: string | null } | null,
): Promise<Robot[]> {
  const place = home.kind === "project" ? { projectId: home.id } : { level: "system" };
  const named = which && [{ name: { in: [...which.names] } }, ...(which.owner ? [{ managedBy: which.owner }] : [])];
  const found = await getDb().robot.findMany({
    where: { ...place, ...(named && { OR: named }) },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: COLUMNS,
  });
  return found.map(({ grants, ...row }) => {
    const held = grants.map(({ project, ...grant }) => ({ ...grant, project: project?.name ?? null }));
    return toFullRobot(row, held, home);
  });
}

/** The robot that a file means by a name: the one under the current prefix, if an earlier prefix left another. */
export function robotNamed(robots: readonly Robot[], home: RobotHome, name: string): Robot | null {
  const current = loginName(env().ROBOT_NAME_PREFIX, projectNameOf(home), name);
  const all = robots.filter((robot) => robot.name === name);
  return all.find((robot) => robot.loginName === current) ?? all[0] ?? null;
}
