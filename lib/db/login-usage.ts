import { getDb } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/sqlite/client";
import type { Tx } from "@/lib/db/transaction-scope";

/** `projectId` of hourly counts and of counters of robots. */
export const SYSTEM_ROBOTS = 0;
export const EVERYTHING = -1;

/** Logins of a robot in one hour, counted in hours since 1 January 1970. */
export type HourOfLogins = { robotId: number; hour: number; logins: number };

const { raw, sql } = Prisma;

/** Postgres takes parameters of VALUES for text, and these are all numbers of our own. */
function valuesOf(counts: readonly HourOfLogins[]): Prisma.Sql {
  const row = (...numbers: number[]) => `(${numbers.map((number) => Math.trunc(number)).join(",")})`;
  return raw(`(VALUES ${counts.map(({ robotId, hour, logins }) => row(robotId, hour, logins)).join(",")}) v`);
}

/**
 * Adds to what this and other instances have counted. Robots that are gone are left out. Rows are written in the order of
 * their keys, so that instances that write at the same time don't wait for each other in a circle.
 */
export async function addLogins(tx: Tx, counts: readonly HourOfLogins[]): Promise<void> {
  const logins = sql`${valuesOf(counts)} JOIN "Robot" r ON r."id" = v.column1`;
  await tx.$executeRaw`
    INSERT INTO "RobotUsage" ("robotId", "day", "logins")
    SELECT v.column1, v.column2 / 24, SUM(v.column3) FROM ${logins}
    WHERE TRUE GROUP BY v.column1, v.column2 / 24 ORDER BY 1, 2
    ON CONFLICT ("robotId", "day") DO UPDATE SET "logins" = "RobotUsage"."logins" + excluded."logins"`;
  await tx.$executeRaw`
    INSERT INTO "LoginHour" ("projectId", "hour", "logins")
    SELECT p."id", p."hour", SUM(p."logins") FROM (
      SELECT COALESCE(r."projectId", ${raw(String(SYSTEM_ROBOTS))}) AS "id", v.column2 AS "hour", v.column3 AS "logins" FROM ${logins}
      UNION ALL
      SELECT ${raw(String(EVERYTHING))}, v.column2, v.column3 FROM ${logins}) p
    WHERE TRUE GROUP BY p."id", p."hour" ORDER BY 1, 2
    ON CONFLICT ("projectId", "hour") DO UPDATE SET "logins" = "LoginHour"."logins" + excluded."logins"`;
}

const PURGED_AT_ONCE = 5_000;

/** Removes one batch of days before `day` and hours before `hour`. @returns how many rows, at most one batch of each */
export async function purgeLogins(day: number, hour: number): Promise<number> {
  const days = await getDb().$executeRaw`
    DELETE FROM "RobotUsage" WHERE ("robotId", "day") IN (
      SELECT "robotId", "day" FROM "RobotUsage" WHERE "day" < ${day} LIMIT ${PURGED_AT_ONCE})`;
  const hours = await getDb().$executeRaw`
    DELETE FROM "LoginHour" WHERE ("projectId", "hour") IN (
      SELECT "projectId", "hour" FROM "LoginHour" WHERE "hour" < ${hour} LIMIT ${PURGED_AT_ONCE})`;
  return days + hours;
}
