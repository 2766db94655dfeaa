import { getDb } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/sqlite/client";
import { env } from "@/lib/env";
import type { RobotTrait } from "@/lib/robot-trait";

const { sql } = Prisma;

// A system robot can have a thousand grants: those are summed up in a statement of their own.
const joined = (column: "access" | "repositories") =>
  sql`(SELECT string_agg(g.${Prisma.raw(`"${column}"`)}, ' ') FROM "RobotGrant" g WHERE g."robotId" = r."id")`;

export function robotColumns(columns: readonly string[]): Prisma.Sql {
  return Prisma.raw(columns.map((column) => `r."${column}"`).join(", "));
}

/** What a list narrows its robots by. */
export type RobotListFilter = {
  /** Of each list one trait. */
  traits: RobotTrait[][];
  /** Normalized for search; each is in the name or the description. */
  words: string[];
};

export type RobotListQuery = {
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

/** A project's robot's permissions, and the patterns that limit them. */
type RobotListRow<Row> = Row & { access: string | null; repositories: string | null };

type Counted = { counted: bigint | number };

/** One page of a home's robots, and how many there are, in one statement; Prisma needs three. */
export async function robotListRows<Row>(
  query: RobotListQuery,
): Promise<{ rows: RobotListRow<Row>[]; counted: number }> {
  const { skip, take } = query;
  // The page is cut out first: beside its rows, Postgres would also read the access of every row it skips.
  const found = await getDb().$queryRaw<(RobotListRow<Row> & Counted)[]>`
    SELECT r.*, (${counting(query)}) AS "counted", ${heldBy(query)}
    FROM (
      SELECT ${robotColumns(query.columns)} FROM "Robot" r WHERE ${home(query)} AND ${alongOrder(query.filter)}
      ORDER BY ${order(query)} LIMIT ${take} OFFSET ${skip}) r`;
  const isPastEnd = found.length === 0 && skip > 0;
  const counted = isPastEnd ? await countPastEnd(query) : Number(found[0]?.counted ?? 0);
  return { rows: found.map(({ counted: _, ...row }) => row as RobotListRow<Row>), counted };
}

function heldBy({ projectId }: RobotListQuery): Prisma.Sql {
  if (projectId === null) return sql`NULL AS "access", NULL AS "repositories"`;
  return sql`${joined("access")} AS "access", ${joined("repositories")} AS "repositories"`;
}

async function countPastEnd(query: RobotListQuery): Promise<number> {
  const [row] = await getDb().$queryRaw<Counted[]>`SELECT (${counting(query)}) AS "counted"`;
  return Number(row?.counted ?? 0);
}

function counting(query: RobotListQuery): Prisma.Sql {
  return countingOf(home(query), query);
}

export function countingOf(
  scope: Prisma.Sql,
  { filter, countTake }: Pick<RobotListQuery, "filter" | "countTake">,
): Prisma.Sql {
  const only = onlyTrait(filter);
  const where = only ? all(equalities(only)) : alongOrder(filter);
  return sql`SELECT COUNT(*) FROM (
    SELECT 1 FROM "Robot" r WHERE ${scope} AND ${where} LIMIT ${countTake}) AS found`;
}

/** The trait that an index of its own can count; null otherwise. */
function onlyTrait({ traits: [group, ...more], words }: RobotListFilter): RobotTrait | null {
  const [trait, ...either] = group ?? [];
  return trait &&
    !trait.unusedSince &&
    trait.oldSecretAfter === undefined &&
    !trait.noContact &&
    either.length + more.length + words.length === 0
    ? trait
    : null;
}

/** Starts with the column that the lists' indexes start with. */
function home({ projectId }: RobotListQuery): Prisma.Sql {
  return projectId === null ? sql`r."level" = 'system'` : sql`r."projectId" = ${projectId}`;
}

function equalities({ disabled, expires, expiresAt, neverUsed, ...rest }: RobotTrait): (Prisma.Sql | null)[] {
  return [
    disabled === undefined ? null : sql`r."disabled" = ${disabled}`,
    expires?.after === undefined ? null : sql`r."expiresAt" > ${expires.after}`,
    expires?.until === undefined ? null : sql`r."expiresAt" <= ${expires.until}`,
    expiresAt === undefined ? null : sql`r."expiresAt" = ${expiresAt}`,
    neverUsed ? sql`r."lastUsedAt" IS NULL` : null,
    ...others(rest),
  ];
}

/**
 * Written as negations. With equalities, SQLite would collect and sort every robot of a status instead of following the
 * list's index to the first matches, which reads a thousand times less. Few robots are outside a policy, so that range
 * stays one.
 */
function negations(trait: RobotTrait): (Prisma.Sql | null)[] {
  const { disabled, expires, expiresAt, neverUsed, ...rest } = trait;
  if (disabled === undefined && expires) return equalities(trait);
  return [
    disabled === undefined ? null : sql`NOT r."disabled" = ${!disabled}`,
    expires?.after === undefined ? null : sql`NOT r."expiresAt" <= ${expires.after}`,
    expires?.until === undefined ? null : sql`NOT r."expiresAt" > ${expires.until}`,
    expiresAt === undefined ? null : sql`NOT r."expiresAt" <> ${expiresAt}`,
    neverUsed ? sql`NOT r."lastUsedAt" IS NOT NULL` : null,
    ...others(rest),
  ];
}

/** Traits that no index serves. */
function others({ unusedSince, oldSecretAfter, noContact, holds, homes }: RobotTrait): (Prisma.Sql | null)[] {
  return [
    homes ? ofHomes(homes) : null,
    noContact ? sql`r."contact" = ''` : null,
    holds === undefined
      ? null
      : sql`EXISTS (SELECT 1 FROM "RobotGrant" g WHERE g."robotId" = r."id" AND g."kind" = 'project'
          AND ' ' || g."access" || ' ' LIKE ${`% ${holds} %`})`,
    oldSecretAfter === undefined
      ? null
      : sql`r."oldSecretEndsAt" > ${oldSecretAfter} AND r."oldSecretReplacedAt" = r."secretChangedAt"`,
    unusedSince
      ? sql`r."createdAt" < ${unusedSince} AND (r."lastUsedAt" IS NULL OR r."lastUsedAt" < ${unusedSince})`
      : null,
  ];
}

/** Not as parameters: databases limit their number, and thousands of projects can have a policy of their own. */
function idList(ids: readonly number[]): Prisma.Sql {
  return Prisma.raw(ids.map((id) => Math.trunc(id)).join(","));
}

function ofHomes(homes: NonNullable<RobotTrait["homes"]>): Prisma.Sql | null {
  if ("in" in homes) return sql`r."projectId" IN (${idList(homes.in)})`;
  if (homes.notIn.length === 0) return null;
  return sql`(r."projectId" IS NULL OR r."projectId" NOT IN (${idList(homes.notIn)}))`;
}

/** Robots with any of these traits. */
export function anyTrait(traits: readonly RobotTrait[]): Prisma.Sql {
  if (traits.length === 0) return sql`1 = 0`;
  return Prisma.join(
    traits.map((trait) => sql`(${all(equalities(trait))})`),
    " OR ",
  );
}

export function alongOrder({ traits, words }: RobotListFilter): Prisma.Sql {
  const groups = traits.map((any) =>
    Prisma.join(
      any.map((trait) => sql`(${all(negations(trait))})`),
      " OR ",
    ),
  );
  const texts = words.map((word) => `%${word}%`);
  return all([
    ...groups.map((any) => sql`(${any})`),
    ...texts.map((text) => sql`(r."searchName" LIKE ${text} OR r."searchDescription" LIKE ${text})`),
  ]);
}

function all(parts: (Prisma.Sql | null)[]): Prisma.Sql {
  const given = parts.filter((part) => part !== null);
  return given.length > 0 ? Prisma.join(given, " AND ") : sql`1 = 1`;
}

/**
 * Never used sorts as the longest ago. SQLite does so by default, and there no index serves a NULLS clause. Ties are
 * broken by id.
 */
export function order({ sort, dir }: Pick<RobotListQuery, "sort" | "dir">, nullable = ["lastUsedAt"]): Prisma.Sql {
  const nulls = dir === "desc" ? "NULLS LAST" : "NULLS FIRST";
  const isNullable = nullable.includes(sort) && env().DATABASE_PROVIDER === "postgresql";
  return Prisma.raw(`r."${sort}" ${dir} ${isNullable ? nulls : ""}, r."id" ${dir}`);
}
