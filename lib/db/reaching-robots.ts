import { getDb } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/sqlite/client";
import { robotColumns } from "@/lib/db/robot-list";

/** A system robot with its permissions in a project, what limits them, and whether it has any in every project. */
type ReachingRow<Row> = Row & { access: string; repositories: string; everywhere: boolean | number };

/**
 * The system robots with access to a project: at most `take`, by login name. Raw SQL, because with Prisma's query the
 * databases first read the grants of all the project's own robots.
 */
export async function reachingRobots<Row>(
  projectId: number,
  columns: readonly string[],
  take: number,
): Promise<ReachingRow<Row>[]> {
  const grants = Prisma.sql`
    FROM "RobotGrant" g
    WHERE g."robotId" = r."id" AND g."kind" = 'project' AND (g."projectId" = ${projectId} OR g."projectId" IS NULL)`;
  return getDb().$queryRaw<ReachingRow<Row>[]>`
    SELECT ${robotColumns(columns)},
      (SELECT string_agg(g."access", ' ') ${grants}) AS "access",
      (SELECT string_agg(g."repositories", ' ') ${grants}) AS "repositories",
      EXISTS (SELECT 1 ${grants} AND g."projectId" IS NULL) AS "everywhere"
    FROM "Robot" r
    WHERE r."level" = 'system' AND EXISTS (SELECT 1 ${grants})
    ORDER BY r."name"
    LIMIT ${take}`;
}
