import { type Actor, assertSystemAdmin } from "@/lib/access/caller";
import { readBoundedPage } from "@/lib/bounded-page";
import { getDb } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/sqlite/client";
import { AppError } from "@/lib/errors";

const RECORD_COLUMNS = {
  id: true,
  username: true,
  name: true,
  email: true,
  isAdmin: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.UserSelect;

/** A person in the REST API. */
export type UserRecord = Prisma.UserGetPayload<{ select: typeof RECORD_COLUMNS }>;

/**
 * Prepares part of a username for a `contains` condition. Usernames are lowercase, and of LIKE's special characters they
 * contain only `_`, which then also matches any other character.
 */
export function partOfUsername(text: string): string {
  return text
    .toWellFormed()
    .toLowerCase()
    .replaceAll(/[\\%\0]/g, "\uFFFD");
}

/** `contains` comes from {@link partOfUsername}. */
export type UserQuery = {
  username?: string | { contains: string };
  email?: string;
  sort: { field: "username" | "id"; dir: "asc" | "desc" };
  page: number;
  size: number;
};

/**
 * For system admins only.
 * @throws AppError NOT_FOUND for others
 */
export async function findUsers(
  actor: Actor,
  { username, email, sort, ...paging }: UserQuery,
): Promise<{ rows: UserRecord[]; total: number }> {
  assertSystemAdmin(actor);
  const where = { ...(username !== undefined && { username }), ...(email !== undefined && { email }) };
  const { user } = getDb();
  const rest = { where, orderBy: { [sort.field]: sort.dir }, select: RECORD_COLUMNS };
  return readBoundedPage(
    paging,
    (part) => user.findMany({ ...rest, ...part }),
    (part) => user.count({ where, ...part }),
  );
}

/** @throws AppError NOT_FOUND once the caller's account is deleted */
export async function readOwnRecord(actor: Actor): Promise<UserRecord> {
  const found = await getDb().user.findUnique({ where: { id: actor.id }, select: RECORD_COLUMNS });
  if (!found) throw new AppError("NOT_FOUND", "This account no longer exists.");
  return found;
}
