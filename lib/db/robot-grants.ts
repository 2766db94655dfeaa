import { getDb } from "@/lib/db/client";
import { robotColumns } from "@/lib/db/robot-list";

/** One grant of a robot, or nulls when it has none, beside its home project and a person's role there. */
type RobotGrantRow = {
  homeName: string | null;
  role: string | null;
  kind: string | null;
  access: string | null;
  grantProjectId: number | null;
  project: string | null;
  repositories: string | null;
};

/**
 * One row per grant, at least one, each with the robot's columns; none when the robot is gone. One statement, so that the
 * access belongs to the version beside it; Prisma would need a statement for each relation.
 */
export function robotWithGrants<Row>(
  robotId: number,
  userId: number,
  columns: readonly string[],
): Promise<(Row & RobotGrantRow)[]> {
  return getDb().$queryRaw<(Row & RobotGrantRow)[]>`
    SELECT ${robotColumns(columns)}, home."name" AS "homeName", m."role", g."kind", g."access",
           g."projectId" AS "grantProjectId", g."repositories", p."name" AS "project"
    FROM "Robot" r
    LEFT JOIN "Project" home ON home."id" = r."projectId"
    LEFT JOIN "Member" m ON m."projectId" = r."projectId" AND m."userId" = ${userId}
    LEFT JOIN "RobotGrant" g ON g."robotId" = r."id"
    LEFT JOIN "Project" p ON p."id" = g."projectId"
    WHERE r."id" = ${robotId}
    ORDER BY g."id"`;
}
