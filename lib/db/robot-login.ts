import { getDb } from "@/lib/db/client";

/** One grant of the robot, or nulls when it has none. */
export type RobotLoginRow = {
  id: number;
  loginName: string;
  level: string;
  disabled: boolean | number;
  expiresAt: bigint | number;
  secretHash: string;
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
};

/**
 * A robot with its grants and their projects' names, a row a grant. One statement where Prisma's `include` makes three:
 * this is read on every token request.
 */
export function robotLoginRows(loginName: string): Promise<RobotLoginRow[]> {
  return getDb().$queryRaw<RobotLoginRow[]>`
    SELECT r."id", r."loginName", r."level", r."disabled", r."expiresAt", r."secretHash",
           g."kind", g."access", g."projectId", p."name" AS "project"
    FROM "Robot" r
    LEFT JOIN "RobotGrant" g ON g."robotId" = r."id"
    LEFT JOIN "Project" p ON p."id" = g."projectId"
    WHERE r."loginName" = ${loginName}`;
}
