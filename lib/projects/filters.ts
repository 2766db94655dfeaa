import { epochSeconds, SOON_SECONDS } from "@/lib/access/expiry";
import type { MemberRole } from "@/lib/access/roles";
import type { Prisma } from "../db/generated/sqlite/client";

/** Enabled robots by their expiry: conditions that the index of statuses serves. */
export function robotsThat(state: "work" | "expiring" | "expired"): Prisma.RobotWhereInput {
  const now = BigInt(epochSeconds());
  const soon = now + BigInt(SOON_SECONDS);
  const ranges = { work: { gt: now }, expiring: { gt: now, lt: soon }, expired: { lte: now } };
  return { disabled: false, expiresAt: ranges[state] };
}

/** Filters of the list of projects by their robots, by value in the URL. */
export const PROJECT_ROBOT_FILTERS = {
  expiring: { label: "Expiring soon", where: () => ({ robots: { some: robotsThat("expiring") } }) },
  expired: { label: "Expired", where: () => ({ robots: { some: robotsThat("expired") } }) },
  none: { label: "None", where: () => ({ robots: { none: {} } }) },
} as const satisfies Record<string, { label: string; where: () => Prisma.ProjectWhereInput }>;

export type ProjectRobotFilter = keyof typeof PROJECT_ROBOT_FILTERS;

/** Projects in which a person has this role as a member. */
export function memberAs(userId: number, role: MemberRole): Prisma.ProjectWhereInput {
  return { members: { some: { userId, role } } };
}

export const PROJECT_SORTS = ["name", "robots", "members", "created"] as const;
export type ProjectSort = (typeof PROJECT_SORTS)[number];

/** Ties are broken by name, so that pages never overlap. */
export function projectOrder(sort: ProjectSort, dir: "asc" | "desc"): Prisma.ProjectOrderByWithRelationInput[] {
  if (sort === "name") return [{ name: dir }];
  if (sort === "created") return [{ createdAt: dir }, { name: "asc" }];
  return [{ [sort]: { _count: dir } }, { name: "asc" }];
}
