import { type Actor, assertSystemAdmin } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/sqlite/client";
import { COUNT_TAKE, type Page, skipTake, toPage } from "@/lib/pagination";
import { searchText } from "@/lib/text";
import type { ListUsersInput } from "./schema";

const USER_COLUMNS = {
  id: true,
  username: true,
  name: true,
  email: true,
  isAdmin: true,
  disabled: true,
  createdAt: true,
} as const satisfies Prisma.UserSelect;

type UserRow = Prisma.UserGetPayload<{ select: typeof USER_COLUMNS }>;
export type UserDto = Omit<UserRow, "createdAt"> & { createdAt: string; isSelf: boolean };

/**
 * One page of people by username, for system admins only.
 * @throws AppError NOT_FOUND for others
 */
export async function listUsers(actor: Actor, input: ListUsersInput): Promise<Page<UserDto>> {
  assertSystemAdmin(actor);
  const where = {
    ...(input.role && { isAdmin: input.role === "admin" }),
    ...(input.state && { disabled: input.state === "disabled" }),
    ...personMatching(input.q),
  };
  const { user } = getDb();
  const [rows, counted] = await Promise.all([
    user.findMany({ where, orderBy: { username: "asc" }, ...skipTake(input), select: USER_COLUMNS }),
    user.count({ where, take: COUNT_TAKE }),
  ]);
  const toDto = (row: UserRow) => ({ ...row, createdAt: row.createdAt.toISOString(), isSelf: row.id === actor.id });
  return toPage(rows.map(toDto), counted, input);
}

/** A condition on the username and name; none for an empty term. */
export function personMatching(q: string): { searchName?: { contains: string } } {
  return q ? { searchName: { contains: searchText(q) } } : {};
}

export function findUserByUsername(username: string) {
  return getDb().user.findUnique({ where: { username }, select: { id: true, username: true } });
}

export function findUser(id: number) {
  const select = { id: true, username: true, isAdmin: true, disabled: true } as const;
  return getDb().user.findUnique({ where: { id }, select });
}

export async function findPasswordHash(userId: number): Promise<string | null> {
  const user = await getDb().user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash ?? null;
}

/** For checking a password; null for an unknown username. */
export function findSignIn(username: string) {
  return getDb().user.findUnique({
    where: { username },
    select: { id: true, username: true, name: true, isAdmin: true, disabled: true, passwordHash: true },
  });
}

/** Setup is open until there are any. */
export async function hasUsers(): Promise<boolean> {
  return (await getDb().user.findFirst({ select: { id: true } })) !== null;
}
