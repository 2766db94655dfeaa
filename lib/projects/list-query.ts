import { epochSeconds, SOON_SECONDS } from "@/lib/access/expiry";
import type { Prisma } from "../db/generated/sqlite/client";
import { searchWords } from "../text";
import type { ListProjectsInput } from "./schema";

/** Enabled robots by their expiry: conditions that the index of statuses serves. */
export function robotsThat(state: "work" | "expiring" | "expired"): Prisma.RobotWhereInput {
  const now = BigInt(epochSeconds());
  const soon = now + BigInt(SOON_SECONDS);
  const ranges = { work: { gt: now }, expiring: { gt: now, lt: soon }, expired: { lte: now } };
  return { disabled: false, expiresAt: ranges[state] };
}

/** @param userId whose own role in a project counts */
export function projectFilter({ q, robots, role }: ListProjectsInput, userId: number): Prisma.ProjectWhereInput[] {
  return [
    ...searchWords(q).map((word) => ({ searchName: { contains: word } })),
    ...(robots ? [robots === "none" ? { robots: { none: {} } } : { robots: { some: robotsThat(robots) } }] : []),
    ...(role ? [{ members: { some: { userId, role } } }] : []),
  ];
}

/** Ties are broken by name, so that pages never overlap. */
export function projectOrder({ sort, dir }: ListProjectsInput): Prisma.ProjectOrderByWithRelationInput[] {
  if (sort === "name") return [{ name: dir }];
  if (sort === "created") return [{ createdAt: dir }, { name: "asc" }];
  return [{ [sort]: { _count: dir } }, { name: "asc" }];
}
