import { getDb } from "@/lib/db/client";

/**
 * Ids of the system robots with access to a project or to every project, by name. Raw SQL, because with Prisma's query
 * the databases first read the grants of all the project's own robots.
 */
export async function reachingRobotIds(projectId: number, take: number): Promise<number[]> {
  const rows = await getDb().$queryRaw<{ id: number }[]>`
    SELECT r."id" FROM "Robot" r
    WHERE r."level" = 'system' AND EXISTS (
      SELECT 1 FROM "RobotGrant" g
      WHERE g."robotId" = r."id" AND g."kind" = 'project' AND (g."projectId" = ${projectId} OR g."projectId" IS NULL))
    ORDER BY r."name"
    LIMIT ${take}`;
  return rows.map(({ id }) => id);
}
