import { getDb } from "@/lib/db/client";

/** A system robot's grant that covers a project; `projectId` null: it covers every project. */
export type ReachingGrant = { id: number; access: string; repositories: string; projectId: number | null };

/**
 * What the system robots with access to a project may do there: a row per grant, of at most `take` robots, by login name.
 * Raw SQL, because with Prisma's query the databases first read the grants of all the project's own robots.
 */
export async function reachingGrants(projectId: number, take: number): Promise<ReachingGrant[]> {
  return getDb().$queryRaw<ReachingGrant[]>`
    SELECT r."id", g."access", g."repositories", g."projectId" FROM (
      SELECT r."id", r."name" FROM "Robot" r
      WHERE r."level" = 'system' AND EXISTS (
        SELECT 1 FROM "RobotGrant" g
        WHERE g."robotId" = r."id" AND g."kind" = 'project' AND (g."projectId" = ${projectId} OR g."projectId" IS NULL))
      ORDER BY r."name"
      LIMIT ${take}) r
    JOIN "RobotGrant" g
      ON g."robotId" = r."id" AND g."kind" = 'project' AND (g."projectId" = ${projectId} OR g."projectId" IS NULL)
    ORDER BY r."name", g."id"`;
}
