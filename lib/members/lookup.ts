import type { Caller } from "@/lib/access/caller";
import { partOfUsername } from "@/lib/people/lookup";
import { readBoundedPage } from "../bounded-page";
import { getDb } from "../db/client";
import type { Prisma } from "../db/generated/sqlite/client";
import { AppError } from "../errors";

import { readableProject } from "../projects/access";

const RECORD_COLUMNS = {
  id: true,
  projectId: true,
  role: true,
  roleId: true,
  user: { select: { id: true, username: true } },
} as const satisfies Prisma.MemberSelect;

/** A membership in the REST API. */
export type MemberRecord = Prisma.MemberGetPayload<{ select: typeof RECORD_COLUMNS }>;

type ProjectRef = { name: string } | { id: number };

/**
 * One page of a project's members by username.
 * @param name part of the username
 * @throws AppError NOT_FOUND when the caller may not see the project; FORBIDDEN for a robot without the permission
 */
export async function findMembers(
  caller: Caller,
  ref: ProjectRef,
  { name, ...paging }: { name: string; page: number; size: number },
): Promise<{ rows: MemberRecord[]; total: number }> {
  const project = await readableProject(caller, ref, "member:list");
  const username = partOfUsername(name.trim());
  const where = { projectId: project.id, ...(username && { user: { username: { contains: username } } }) };
  const { member } = getDb();
  const rest = { where, orderBy: { user: { username: "asc" } }, select: RECORD_COLUMNS } as const;
  return readBoundedPage(
    paging,
    (part) => member.findMany({ ...rest, ...part }),
    (part) => member.count({ where, ...part }),
  );
}

/**
 * @throws AppError NOT_FOUND unless it is a member of that project whom the caller may see; FORBIDDEN for a robot without
 * the permission
 */
export async function readMember(caller: Caller, where: ProjectRef, id: number): Promise<MemberRecord> {
  const project = await readableProject(caller, where, "member:list");
  const found = await getDb().member.findFirst({ where: { id, projectId: project.id }, select: RECORD_COLUMNS });
  if (!found) throw new AppError("NOT_FOUND", "This person isn’t a member.");
  return found;
}
