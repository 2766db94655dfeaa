import { parseAccess } from "@/lib/access/permissions";
import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";

/** What a change needs to know of the robot it is about to change. Never leaves the server. */
export type StoredRobot = {
  id: number;
  loginName: string;
  name: string;
  level: string;
  projectId: number | null;
  project: { id: number; name: string } | null;
  description: string;
  disabled: boolean;
  expiresAt: bigint;
  version: number;
  createdAt: Date;
  grants: { kind: string; access: string; projectId: number | null; project: { name: string } | null }[];
};

/** The columns of what a robot holds. */
export const STORED_GRANTS = {
  grants: { select: { kind: true, access: true, projectId: true, project: { select: { name: true } } } },
} as const;

/** The stored robot by id, whoever asks: for `access.ts` only, which decides. */
export function findRobotForChange(id: number): Promise<StoredRobot | null> {
  return getDb().robot.findUnique({
    where: { id },
    select: {
      id: true,
      loginName: true,
      name: true,
      level: true,
      projectId: true,
      project: { select: { id: true, name: true } },
      description: true,
      disabled: true,
      expiresAt: true,
      version: true,
      createdAt: true,
      ...STORED_GRANTS,
    },
  });
}

/** Who changed a robot last, and when; null when it is gone. */
export function lastChange(tx: Tx, id: number): Promise<{ updatedByName: string; updatedAt: Date } | null> {
  return tx.robot.findUnique({ where: { id }, select: { updatedByName: true, updatedAt: true } });
}

/** What already stands in the way of a new robot: the same form sent before, or another robot of that name. */
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

/** What an audit row tells of a project robot's permissions. */
export function permissionFacts(robot: StoredRobot) {
  return { permissions: robot.grants.flatMap(({ access }) => parseAccess(access)) };
}
