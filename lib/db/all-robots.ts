import { getDb } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/sqlite/client";
import { EVERYTHING, SYSTEM_ROBOTS } from "@/lib/db/login-usage";
import {
  alongOrder,
  anyTrait,
  countingOf,
  order,
  type RobotListFilter,
  type RobotListQuery,
  robotColumns,
} from "@/lib/db/robot-list";
import type { RobotTrait } from "@/lib/robot-trait";

const { raw, sql } = Prisma;

/** Whose robots: those of a member's projects; null for every robot. */
export type MemberId = number | null;

/** A robot with its project's name and the reader's role there. */
export type AllRobotsRow<Row> = Row & { projectId: number | null; project: string | null; role: string | null };

function within(member: MemberId): Prisma.Sql {
  if (member === null) return sql`1 = 1`;
  return sql`r."projectId" IN (SELECT m."projectId" FROM "Member" m WHERE m."userId" = ${member})`;
}

const besides = (member: MemberId) => sql`
  (SELECT p."name" FROM "Project" p WHERE p."id" = r."projectId") AS "project",
  (SELECT m."role" FROM "Member" m WHERE m."projectId" = r."projectId" AND m."userId" = ${member ?? 0}) AS "role"`;

/**
 * Columns whose index for all robots has NULLS FIRST on Postgres, although two of them are never null: so it can't serve a
 * project's list, for which Postgres would walk through everybody else's robots.
 */
const ACROSS = ["createdAt", "name", "lastUsedAt"];

/** One page of the robots of many homes, and how many there are, in one statement. */
export async function allRobotRows<Row>(
  member: MemberId,
  query: Omit<RobotListQuery, "projectId">,
): Promise<{ rows: AllRobotsRow<Row>[]; counted: number }> {
  const { filter, skip, take } = query;
  const counting = countingOf(within(member), query);
  const found = await getDb().$queryRaw<(AllRobotsRow<Row> & { counted: bigint | number })[]>`
    SELECT r.*, (${counting}) AS "counted", ${besides(member)}
    FROM (
      SELECT ${robotColumns([...query.columns, "projectId"])} FROM "Robot" r
      WHERE ${within(member)} AND ${alongOrder(filter)}
      ORDER BY ${order(query, ACROSS)} LIMIT ${take} OFFSET ${skip}) r`;
  const [first] = found;
  const rows = found.map(({ counted: _, ...row }) => row as unknown as AllRobotsRow<Row>);
  if (first || skip === 0) return { rows, counted: Number(first?.counted ?? 0) };
  const [past] = await getDb().$queryRaw<{ counted: bigint | number }[]>`SELECT (${counting}) AS "counted"`;
  return { rows, counted: Number(past?.counted ?? 0) };
}

/** The robots with ids after `after` and up to `until`, by id: one slice of an export. */
export function robotsById<Row>(
  member: MemberId,
  {
    filter,
    columns,
    after,
    until,
  }: { filter: RobotListFilter; columns: readonly string[]; after: number; until: number },
): Promise<AllRobotsRow<Row>[]> {
  return getDb().$queryRaw<AllRobotsRow<Row>[]>`
    SELECT ${robotColumns([...columns, "projectId"])}, ${besides(member)} FROM "Robot" r
    WHERE r."id" > ${after} AND r."id" <= ${until} AND ${within(member)} AND ${alongOrder(filter)} ORDER BY r."id"`;
}

export type RobotTally = {
  /** Of a project, or {@link SYSTEM_ROBOTS}. */
  projectId: number;
  total: number;
  expiring: number;
  expired: number;
  idle: number;
  outside: number;
};

/** Counts robots with ids after `after` and up to `until` by home. */
export async function tallyRobots(
  traits: Record<"expiring" | "expired" | "idle" | "outside", readonly RobotTrait[]>,
  after: number,
  until: number,
): Promise<RobotTally[]> {
  const count = (any: readonly RobotTrait[]) => sql`SUM(CASE WHEN ${anyTrait(any)} THEN 1 ELSE 0 END)`;
  const rows = await getDb().$queryRaw<Record<keyof RobotTally, bigint | number>[]>`
    SELECT COALESCE(r."projectId", ${raw(String(SYSTEM_ROBOTS))}) AS "projectId", COUNT(*) AS "total",
      ${count(traits.expiring)} AS "expiring", ${count(traits.expired)} AS "expired",
      ${count(traits.idle)} AS "idle", ${count(traits.outside)} AS "outside"
    FROM "Robot" r WHERE r."id" > ${after} AND r."id" <= ${until} GROUP BY 1`;
  return rows.map((row) => ({
    projectId: Number(row.projectId),
    total: Number(row.total),
    expiring: Number(row.expiring),
    expired: Number(row.expired),
    idle: Number(row.idle),
    outside: Number(row.outside),
  }));
}

export type CountsRow = Omit<RobotTally, "projectId"> & { failedLogins: number; countedAt: Date | null };

/** The stored counts of all robots, or of a member's projects together. */
export async function storedCounts(member: MemberId): Promise<CountsRow> {
  const homes =
    member === null
      ? sql`c."projectId" = ${EVERYTHING}`
      : sql`c."projectId" IN (SELECT m."projectId" FROM "Member" m WHERE m."userId" = ${member})`;
  const sum = (column: string) => raw(`COALESCE(SUM(c."${column}"), 0) AS "${column}"`);
  const columns = ["total", "expiring", "expired", "idle", "outside", "failedLogins"];
  // Every row is counted in the same run, except those that have not changed since.
  const [row] = await getDb().$queryRaw<Record<string, bigint | number>[]>`
    SELECT ${Prisma.join(columns.map(sum))} FROM "RobotCount" c WHERE ${homes}`;
  const counted = await getDb().robotCount.findUnique({
    where: { projectId: EVERYTHING },
    select: { countedAt: true },
  });
  const of = (column: string) => Number(row?.[column] ?? 0);
  return {
    ...{ total: of("total"), expiring: of("expiring"), expired: of("expired"), idle: of("idle") },
    ...{ outside: of("outside"), failedLogins: of("failedLogins"), countedAt: counted?.countedAt ?? null },
  };
}

/** Logins by hour since one: of all robots, or of a member's projects together. */
export async function loginsByHour(member: MemberId, since: number): Promise<Map<number, number>> {
  const homes =
    member === null
      ? sql`h."projectId" = ${EVERYTHING}`
      : sql`h."projectId" IN (SELECT m."projectId" FROM "Member" m WHERE m."userId" = ${member})`;
  const rows = await getDb().$queryRaw<{ hour: number; logins: bigint | number }[]>`
    SELECT h."hour", SUM(h."logins") AS "logins" FROM "LoginHour" h
    WHERE ${homes} AND h."hour" >= ${since} GROUP BY h."hour"`;
  return new Map(rows.map(({ hour, logins }) => [Number(hour), Number(logins)]));
}
