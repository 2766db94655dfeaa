import { epochSeconds } from "@/lib/access/expiry";
import type { Prisma } from "../db/generated/sqlite/client";
import { env } from "../env";
import { COUNT_TAKE, skipTake } from "../pagination";
import type { PolicyRules } from "../policies/permissions";
import { searchWords } from "../text";
import { filterConditions, ROBOT_FILTERS } from "./filters";
import type { RobotHome } from "./home";
import type { ListRobotsInput } from "./schema";

/** Starts with the columns that the lists' indexes start with. */
export function robotsOf(home: RobotHome): { projectId: number } | { level: string } {
  return home.kind === "project" ? { projectId: home.id } : { level: "system" };
}

function order({ sort, dir }: Pick<ListRobotsInput, "sort" | "dir">) {
  if (sort === "name") return [{ name: dir }, { id: dir }];
  if (sort === "expires") return [{ expiresAt: dir }, { id: dir }];
  if (sort === "lastUsed") return [{ lastUsedAt: lastUsedOrder(dir) }, { id: dir }];
  return [{ createdAt: dir }, { id: dir }];
}

type Narrowed = Pick<ListRobotsInput, "status" | "q">;

/** Every word must be in the name or the description. */
function textConditions(q: string): Prisma.RobotWhereInput[] {
  return searchWords(q).map((word) => ({
    OR: [{ searchName: { contains: word } }, { searchDescription: { contains: word } }],
  }));
}

export function robotFilter({ status, q }: Narrowed, policy: PolicyRules): Prisma.RobotWhereInput {
  const moment = { now: epochSeconds(), policy };
  return { AND: [...filterConditions(status, moment), ...textConditions(q)] };
}

/** A capped count. Prisma sorts the rows it counts, so the order names an index. */
export function robotCount<Among extends object>(among: Among, { status, q }: Narrowed, policy: PolicyRules) {
  const [only] = status;
  const isPlain = only && status.length === 1 && !q.trim();
  const plan = isPlain ? ROBOT_FILTERS[only].counted?.({ now: epochSeconds(), policy }) : undefined;
  const { where, along } = plan ?? { where: robotFilter({ status, q }, policy), along: BY_CREATION };
  return { where: { ...among, ...where }, orderBy: [...along], take: COUNT_TAKE };
}

const BY_CREATION = [{ createdAt: "asc" as const }, { id: "asc" as const }];

/** Never used sorts as the longest ago. SQLite does so by default, and there no index serves Prisma's NULLS clause. */
function lastUsedOrder(sort: "asc" | "desc") {
  if (env().DATABASE_PROVIDER === "sqlite") return sort;
  return { sort, nulls: sort === "desc" ? ("last" as const) : ("first" as const) };
}

export function robotPaging(input: ListRobotsInput) {
  return { orderBy: order(input), ...skipTake(input) };
}
