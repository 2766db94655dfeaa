import { getDb } from "@/lib/db/client";
import { Prisma } from "./generated/sqlite/client";

export type AuditNameColumn = "actorName" | "robotName" | "projectName";

/**
 * The next distinct names in the log of a project, or of the whole instance if null, in the index's order. Raw SQL,
 * because both databases would read the whole index for DISTINCT; this seeks once for each name.
 * @param after the last name of the previous call; "" for the first
 */
export async function auditNames(
  column: AuditNameColumn,
  projectId: number | null,
  after: string,
  take: number,
): Promise<string[]> {
  const name = Prisma.raw(`"${column}"`);
  const place = placeOf(projectId);
  const rows = await getDb().$queryRaw<{ name: string }[]>`
    WITH RECURSIVE names("name") AS (
      SELECT MIN(${name}) FROM "AuditEvent" WHERE ${place} ${name} > ${after}
      UNION ALL
      SELECT (SELECT MIN(${name}) FROM "AuditEvent" WHERE ${place} ${name} > names."name")
      FROM names WHERE names."name" IS NOT NULL)
    SELECT "name" FROM names WHERE "name" IS NOT NULL LIMIT ${take}`;
  return rows.map((row) => row.name);
}

/** Whether the log has this name. Asks for the first from there on, which leaves Postgres no plan but a seek. */
export async function isAuditName(column: AuditNameColumn, projectId: number | null, text: string): Promise<boolean> {
  const name = Prisma.raw(`"${column}"`);
  const [first] = await getDb().$queryRaw<{ name: string | null }[]>`
    SELECT MIN(${name}) AS "name" FROM "AuditEvent" WHERE ${placeOf(projectId)} ${name} >= ${text}`;
  return first?.name === text;
}

function placeOf(projectId: number | null): Prisma.Sql {
  return projectId === null ? Prisma.empty : Prisma.sql`"projectId" = ${projectId} AND`;
}
