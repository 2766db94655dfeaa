import { getDb } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/sqlite/client";
import { env } from "@/lib/env";

const { sql } = Prisma;

// A system robot can have a thousand grants: those are summed up in a statement of their own.
const ACCESS = sql`(SELECT string_agg(g."access", ' ') FROM "RobotGrant" g WHERE g."robotId" = r."id")`;

export function robotColumns(columns: readonly string[]): Prisma.Sql {
  return Prisma.raw(columns.map((column) => `r."${column}"`).join(", "));
}

/** What a list narrows its robots by. */
export type RobotListFilter = {
  disabled?: boolean;
  expires?: { after?: bigint; until?: bigint };
  /** Neither created nor used since then. */
  unusedSince?: Date;
  /** Normalized for search. */
  named?: string;
};

type RobotListQuery = {
  /** Null: system robots. */
  projectId: number | null;
  /** Of the table of robots. */
  columns: readonly string[];
  filter: RobotListFilter;
  sort: "createdAt" | "name" | "expiresAt" | "lastUsedAt";
  dir: "asc" | "desc";
  skip: number;
  take: number;
  /** Where counting stops. */
  countTake: number;
};

/** `access`: a project's robot's permissions. */
type RobotListRow<Row> = Row & { access: string | null };

type Counted = { counted: bigint | number };

/** One page of a home's robots, and how many there are, in one statement; Prisma needs three. */
export async function robotListRows<Row>(
  query: RobotListQuery,
): Promise<{ rows: RobotListRow<Row>[]; counted: number }> {
  const { skip, take } = query;
  // The page is cut out first: beside its rows, Postgres would also read the access of every row it skips.
  const found = await getDb().$queryRaw<(RobotListRow<Row> & Counted)[]>`
    SELECT r.*, (${counting(query)}) AS "counted", ${query.projectId === null ? sql`NULL` : ACCESS} AS "access"
    FROM (
      SELECT ${robotColumns(query.columns)} FROM "Robot" r WHERE ${home(query)} AND ${alongOrder(query.filter)}
      ORDER BY ${order(query)} LIMIT ${take} OFFSET ${skip}) r`;
  const isPastEnd = found.length === 0 && skip > 0;
  const counted = isPastEnd ? await countPastEnd(query) : Number(found[0]?.counted ?? 0);
  return { rows: found.map(({ counted: _, ...row }) => row as RobotListRow<Row>), counted };
}

async function countPastEnd(query: RobotListQuery): Promise<number> {
  const [row] = await getDb().$queryRaw<Counted[]>`SELECT (${counting(query)}) AS "counted"`;
  return Number(row?.counted ?? 0);
}

function counting(query: RobotListQuery): Prisma.Sql {
  const { filter, countTake } = query;
  const where = isWithinStatusIndex(filter) ? conditions(filter) : alongOrder(filter);
  return sql`SELECT COUNT(*) FROM (
    SELECT 1 FROM "Robot" r WHERE ${home(query)} AND ${where} LIMIT ${countTake}) AS found`;
}

/** Starts with the column that the lists' indexes start with. */
function home({ projectId }: RobotListQuery): Prisma.Sql {
  return projectId === null ? sql`r."level" = 'system'` : sql`r."projectId" = ${projectId}`;
}

const isWithinStatusIndex = ({ named, unusedSince }: RobotListFilter) => named === undefined && !unusedSince;

function conditions({ disabled, expires, ...rest }: RobotListFilter): Prisma.Sql {
  return all([
    disabled === undefined ? null : sql`r."disabled" = ${disabled}`,
    expires?.after === undefined ? null : sql`r."expiresAt" > ${expires.after}`,
    expires?.until === undefined ? null : sql`r."expiresAt" <= ${expires.until}`,
    ...others(rest),
  ]);
}

/**
 * A status is written as a negation. With equalities, SQLite would collect and sort every robot of a status instead of
 * following the list's index to the first matches, which reads a thousand times less.
 */
function alongOrder(filter: RobotListFilter): Prisma.Sql {
  const { disabled, expires, ...rest } = filter;
  if (disabled === undefined) return conditions(filter);
  return all([
    sql`NOT r."disabled" = ${!disabled}`,
    expires?.after === undefined ? null : sql`NOT r."expiresAt" <= ${expires.after}`,
    expires?.until === undefined ? null : sql`NOT r."expiresAt" > ${expires.until}`,
    ...others(rest),
  ]);
}

function others({ unusedSince, named }: RobotListFilter): (Prisma.Sql | null)[] {
  return [
    unusedSince
      ? sql`r."createdAt" < ${unusedSince} AND (r."lastUsedAt" IS NULL OR r."lastUsedAt" < ${unusedSince})`
      : null,
    named === undefined ? null : sql`r."searchName" LIKE ${`%${named}%`}`,
  ];
}

function all(parts: (Prisma.Sql | null)[]): Prisma.Sql {
  const given = parts.filter((part) => part !== null);
  return given.length > 0 ? Prisma.join(given, " AND ") : sql`1 = 1`;
}

/**
 * Never used sorts as the longest ago. SQLite does so by default, and there no index serves a NULLS clause. Ties are
 * broken by id.
 */
function order({ sort, dir }: RobotListQuery): Prisma.Sql {
  const nulls = dir === "desc" ? "NULLS LAST" : "NULLS FIRST";
  const isNullable = sort === "lastUsedAt" && env().DATABASE_PROVIDER === "postgresql";
  return Prisma.raw(`r."${sort}" ${dir} ${isNullable ? nulls : ""}, r."id" ${dir}`);
}
