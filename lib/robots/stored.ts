import type { Caller } from "@/lib/access/caller";
import { projectRole } from "@/lib/access/roles";
import type { Standing } from "@/lib/authority/standing";
import { getDb } from "../db/client";
import { robotWithGrants } from "../db/robot-grants";
import type { Tx } from "../db/transaction";
import { membershipId, personOf } from "../projects/queries";
import type { RobotHome } from "./home";
import { ROBOT_COLUMNS, type Robot, type RobotRow, toFullRobot } from "./robot";

/** A robot, and the caller's standing in its home: read once, decided on in `access.ts`. */
export type LoadedRobot = { robot: Robot; standing: Standing };

/** Reads a robot without authorizing anything; null when there is none. For `access.ts` only. */
export async function loadRobot(caller: Caller, id: number): Promise<LoadedRobot | null> {
  const found = await robotWithGrants<RobotRow>(id, membershipId(caller), Object.keys(ROBOT_COLUMNS));
  const [first] = found;
  if (!first) return null;
  const row = robotColumnsOf(first);
  const home = homeOf(row.projectId, first.homeName);
  if (!home) return null;
  const role = home.kind === "project" ? projectRole(personOf(caller), first.role ?? undefined) : null;
  const grants = found.map(({ grantProjectId: projectId, ...grant }) => ({ ...grant, projectId }));
  return { robot: toFullRobot(row, grants, home), standing: { caller, role } };
}

/** Without what was read beside them. */
function robotColumnsOf(found: RobotRow): RobotRow {
  return Object.fromEntries(Object.entries(found).filter(([name]) => name in ROBOT_COLUMNS)) as RobotRow;
}

function homeOf(id: number | null, name: string | null): RobotHome | null {
  if (id === null) return { kind: "instance" };
  return name === null ? null : { kind: "project", id, name };
}

/** Who changed a robot last, and when; null when it is gone. */
export function lastChange(tx: Tx, id: number): Promise<{ updatedByName: string; updatedAt: Date } | null> {
  return tx.robot.findUnique({ where: { id }, select: { updatedByName: true, updatedAt: true } });
}

/** What prevents a new robot: the same form was submitted before, or another robot has the name. */
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
