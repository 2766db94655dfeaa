import { getDb } from "@/lib/db/client";

/** One grant of a robot, or nulls when it has none, beside its home project and a person's role there. */
export type RobotGrantRow = {
  homeName: string | null;
  role: string | null;
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
  repositories: string | null;
};

/** One row per grant, at least one; none when the robot is gone. Prisma would need a statement for each relation. */
export function robotGrantRows(robotId: number, userId: number): Promise<RobotGrantRow[]> {
  return getDb().$queryRaw<RobotGrantRow[]>`
    SELECT home."name" AS "homeName", m."role", g."kind", g."access", g."projectId", g."repositories", p."name" AS "project"
    FROM "Robot" r
    LEFT JOIN "Project" home ON home."id" = r."projectId"
    LEFT JOIN "Member" m ON m."projectId" = r."projectId" AND m."userId" = ${userId}
    LEFT JOIN "RobotGrant" g ON g."robotId" = r."id"
    LEFT JOIN "Project" p ON p."id" = g."projectId"
    WHERE r."id" = ${robotId}
    ORDER BY g."id"`;
}
