import type { Tx } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";

export type PersonRow = {
  isAdmin: boolean | number;
  disabled: boolean | number;
  /** The id of the requested project if it exists. */
  inProject: number | null;
  role: string | null;
};

/** A robot and one of its grants; nulls if it has none. */
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
  repositories: string | null;
  /** Encoded; empty for anywhere. */
  allowedAddresses: string;
};

// On SQLite the transaction is the only writer. On Postgres the rows read are locked until the transaction ends, always
// in this order: project, membership, person or robot. Taking a lock reads the newest state of a row, so earlier changes
// are seen and later ones wait.
const isSqlite = () => env().DATABASE_PROVIDER === "sqlite";

/** Reads and locks a person and their membership; undefined for an unknown person. */
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

/** Reads and locks a robot with its grants; no rows for an unknown robot. */
export async function robotNow(tx: Tx, robotId: number, projectId: number | null): Promise<RobotRow[]> {
  // A separate statement, or the grants would date from before the wait. Every change of grants writes the robot first.
  if (!isSqlite())
    await tx.$queryRaw`
      SELECT (SELECT p."id" FROM "Project" p WHERE p."id" = ${projectId}::int FOR KEY SHARE), r."id"
      FROM "Robot" r WHERE r."id" = ${robotId} FOR SHARE OF r`;
  return tx.$queryRaw<RobotRow[]>`
    SELECT r."level", r."disabled", r."expiresAt", r."allowedAddresses", here."id" AS "inProject",
           g."kind", g."access", g."repositories", g."projectId", p."name" AS "project"
    FROM "Robot" r
    LEFT JOIN "Project" here ON here."id" = ${projectId ?? 0}
    LEFT JOIN "RobotGrant" g ON g."robotId" = r."id"
    LEFT JOIN "Project" p ON p."id" = g."projectId"
    WHERE r."id" = ${robotId}`;
}

/** Makes other holders of this lock and the project's deletion wait until the transaction ends. */
export async function lockProject(tx: Tx, projectId: number): Promise<void> {
  if (!isSqlite()) await tx.$queryRaw`SELECT "id" FROM "Project" WHERE "id" = ${projectId} FOR UPDATE`;
}

/** What several people may do at once, but whose result depends on how much there is. */
const INSTANCE_LOCKS = { webhooks: 7_301, reminders: 7_302 } as const;

/** Makes other holders of this lock wait until the transaction ends. */
export async function lockInstance(tx: Tx, what: keyof typeof INSTANCE_LOCKS): Promise<void> {
  if (!isSqlite()) await tx.$executeRaw`SELECT pg_advisory_xact_lock(${INSTANCE_LOCKS[what]}::bigint)`;
}

/** Locks people in a fixed order, so that two changes that concern the same people wait for each other. */
export async function lockPeople(tx: Tx, ids: readonly number[]): Promise<void> {
  if (isSqlite()) return;
  await tx.$queryRaw`SELECT "id" FROM "User" WHERE "id" = ANY(${[...ids]}::int[]) ORDER BY "id" FOR UPDATE`;
}
