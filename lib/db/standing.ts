import type { Tx } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";

/** A person as stored now, and what they are in the project asked about. */
export type PersonRow = {
  isAdmin: boolean | number;
  disabled: boolean | number;
  /** The project's id, when one was asked about and it is there. */
  inProject: number | null;
  role: string | null;
};

/** A robot as stored now, a row a grant, or nulls when it has none. */
export type RobotRow = {
  level: string;
  disabled: boolean | number;
  expiresAt: bigint | number;
  /** As in {@link PersonRow}. */
  inProject: number | null;
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
};

// SQLite has one writer, which the transaction is: nothing changes beside it. On Postgres what is read is locked until
// the transaction ends, always in this order: project, membership, person or robot. A lock follows a row to its newest
// state, so what came before it is seen and what comes after it waits.
const isSqlite = () => env().DATABASE_PROVIDER === "sqlite";

/** A person and their membership, which then stay so until the transaction ends; undefined when there is none. */
export async function personNow(tx: Tx, userId: number, projectId: number | null): Promise<PersonRow | undefined> {
  const rows = isSqlite()
    ? await tx.$queryRaw<PersonRow[]>`
        SELECT (SELECT p."id" FROM "Project" p WHERE p."id" = ${projectId}) AS "inProject",
               (SELECT m."role" FROM "Member" m WHERE m."projectId" = ${projectId} AND m."userId" = ${userId}) AS "role",
               u."isAdmin", u."disabled"
        FROM "User" u WHERE u."id" = ${userId}`
    : await tx.$queryRaw<PersonRow[]>`
        SELECT (SELECT p."id" FROM "Project" p WHERE p."id" = ${projectId}::int FOR KEY SHARE) AS "inProject",
               (SELECT m."role" FROM "Member" m
                WHERE m."projectId" = ${projectId}::int AND m."userId" = ${userId} FOR SHARE) AS "role",
               u."isAdmin", u."disabled"
        FROM "User" u WHERE u."id" = ${userId} FOR SHARE OF u`;
  return rows[0];
}

/** A robot with what it holds, which then stay so until the transaction ends; no rows when there is none. */
export async function robotNow(tx: Tx, robotId: number, projectId: number | null): Promise<RobotRow[]> {
  // Apart, or the grants would be those of before the wait. Every change of them writes the robot first.
  if (!isSqlite())
    await tx.$queryRaw`
      SELECT (SELECT p."id" FROM "Project" p WHERE p."id" = ${projectId}::int FOR KEY SHARE), r."id"
      FROM "Robot" r WHERE r."id" = ${robotId} FOR SHARE OF r`;
  return tx.$queryRaw<RobotRow[]>`
    SELECT r."level", r."disabled", r."expiresAt", here."id" AS "inProject",
           g."kind", g."access", g."projectId", p."name" AS "project"
    FROM "Robot" r
    LEFT JOIN "Project" here ON here."id" = ${projectId ?? 0}
    LEFT JOIN "RobotGrant" g ON g."robotId" = r."id"
    LEFT JOIN "Project" p ON p."id" = g."projectId"
    WHERE r."id" = ${robotId}`;
}

/** Makes other writes that ask for this lock, and the project's deletion, wait until the transaction ends. */
export async function lockProject(tx: Tx, projectId: number): Promise<void> {
  if (!isSqlite()) await tx.$queryRaw`SELECT "id" FROM "Project" WHERE "id" = ${projectId} FOR UPDATE`;
}
