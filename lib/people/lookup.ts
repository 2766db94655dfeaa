import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { boundedTotal, COUNT_TAKE, skipTake } from "@/lib/pagination";

/** A person as the REST API tells of them. */
export type UserRecord = {
  id: number;
  username: string;
  name: string;
  email: string | null;
  isAdmin: boolean;
  createdAt: Date;
  updatedAt: Date;
};

const RECORD_COLUMNS = {
  id: true,
  username: true,
  name: true,
  email: true,
  isAdmin: true,
  createdAt: true,
  updatedAt: true,
} as const;

/**
 * A part of a username as a condition can hold it. Usernames are lower case, and have none of the characters that LIKE
 * gives a meaning but `_`, which also finds any other character in its place.
 */
export function partOfUsername(text: string): string {
  return text
    .toWellFormed()
    .toLowerCase()
    .replaceAll(/[\\%\0]/g, "\uFFFD");
}

/** What narrows and orders the people. `contains`: as {@link partOfUsername} makes it. */
export type UserQuestion = {
  username?: string | { contains: string };
  email?: string;
  sort: { field: "username" | "id"; dir: "asc" | "desc" };
  page: number;
  size: number;
};

/**
 * One page of the people who have an account here, and how many there are in all. System admins only.
 * @throws AppError NOT_FOUND for others
 */
export async function findUsers(
  actor: Actor,
  { username, email, sort, ...paging }: UserQuestion,
): Promise<{ rows: UserRecord[]; total: number }> {
  if (!actor.isAdmin) throw new AppError("NOT_FOUND", "This page does not exist.");
  const where = { ...(username !== undefined && { username }), ...(email !== undefined && { email }) };
  const [found, counted] = await Promise.all([
    getDb().user.findMany({
      where,
      orderBy: { [sort.field]: sort.dir },
      ...skipTake(paging),
      take: paging.size + 1,
      select: RECORD_COLUMNS,
    }),
    getDb().user.count({ where, take: COUNT_TAKE }),
  ]);
  return { rows: found.slice(0, paging.size), total: boundedTotal(paging, found.length, counted) };
}

/**
 * The caller's own account.
 * @throws AppError NOT_FOUND when it is gone
 */
export async function readOwnRecord(actor: Actor): Promise<UserRecord> {
  const found = await getDb().user.findUnique({ where: { id: actor.id }, select: RECORD_COLUMNS });
  if (!found) throw new AppError("NOT_FOUND", "This account no longer exists.");
  return found;
}
