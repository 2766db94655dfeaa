import type { Caller } from "@/lib/access/caller";
import { projectRole } from "@/lib/access/roles";
import type { Standing } from "@/lib/authority/standing";
import { getDb } from "../db/client";
import { robotGrantRows } from "../db/robot-grants";
import type { Tx } from "../db/transaction";
import { membershipId, personOf } from "../projects/queries";
import type { RobotHome } from "./home";
import { ROBOT_COLUMNS, type Robot, toFullRobot } from "./robot";

/** A robot, and the caller's standing in its home: read once, decided on in `access.ts`. */
export type LoadedRobot = { robot: Robot; standing: Standing };

/** Reads a robot without authorizing anything; null when there is none. For `access.ts` only. */
export async function loadRobot(caller: Caller, id: number): Promise<LoadedRobot | null> {
  const row = await getDb().robot.findUnique({ where: { id }, select: ROBOT_COLUMNS });
  if (!row) return null;
  // After the version, never beside it: an edit in between then fails as outdated instead of undoing newer access.
  const found = await robotGrantRows(id, membershipId(caller));
  const [first] = found;
  if (!first) return null;
  const home = homeOf(row.projectId, first.homeName);
  if (!home) return null;
  const role = home.kind === "project" ? projectRole(personOf(caller), first.role ?? undefined) : null;
  return { robot: toFullRobot(row, found, home), standing: { caller, role } };
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
