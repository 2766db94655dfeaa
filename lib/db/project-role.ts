import { getDb } from "@/lib/db/client";

/** A project, and the role that a person's membership gives them; null without one. */
export type ProjectRoleRow = { id: number; name: string; role: string | null };

/** Prisma would read the membership in a statement of its own. */
export async function projectRoleRow(
  where: { name: string } | { id: number },
  userId: number,
): Promise<ProjectRoleRow | undefined> {
  const rows =
    "name" in where
      ? await getDb().$queryRaw<ProjectRoleRow[]>`
          SELECT p."id", p."name", m."role" FROM "Project" p
          LEFT JOIN "Member" m ON m."projectId" = p."id" AND m."userId" = ${userId}
          WHERE p."name" = ${where.name}`
      : await getDb().$queryRaw<ProjectRoleRow[]>`
          SELECT p."id", p."name", m."role" FROM "Project" p
          LEFT JOIN "Member" m ON m."projectId" = p."id" AND m."userId" = ${userId}
          WHERE p."id" = ${where.id}`;
  return rows[0];
}
