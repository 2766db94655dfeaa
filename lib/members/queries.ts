import type { Actor, Caller } from "@/lib/access/caller";
import type { MemberRole } from "@/lib/access/roles";
import { canManageProject } from "@/lib/access/roles";
import { personMatching } from "@/lib/people/queries";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { onlyLooks, readableProject } from "../projects/access";
import { beginningFirst } from "../text";
import type { FindPeopleInput, ListMembersInput } from "./schema";

export type MemberDto = {
  id: number;
  username: string;
  name: string;
  role: MemberRole;
  disabled: boolean;
  isSelf: boolean;
  since: string;
};

/**
 * One page of a project's members, by username.
 * @throws AppError NOT_FOUND when the actor may not see the project
 */
export async function listMembers(
  caller: Caller,
  projectName: string,
  input: ListMembersInput,
): Promise<Page<MemberDto>> {
  const project = await readableProject(caller, { name: projectName }, "member:list");
  const where = {
    projectId: project.id,
    ...(input.role && { role: input.role }),
    ...(input.q && { user: personMatching(input.q) }),
  };
  const { member } = getDb();
  const [rows, counted] = await Promise.all([
    member.findMany({ where, orderBy: { user: { username: "asc" } }, ...skipTake(input), select: MEMBER_COLUMNS }),
    member.count({ where, take: COUNT_TAKE }),
  ]);
  const toDto = ({ id, role, createdAt, user }: (typeof rows)[number]): MemberDto => ({
    id,
    username: user.username,
    name: user.name,
    role: role === "admin" ? "admin" : "viewer",
    disabled: user.disabled,
    isSelf: caller.type === "user" && user.id === caller.id,
    since: createdAt.toISOString(),
  });
  return toPage(rows.map(toDto), counted, input);
}

const MEMBER_COLUMNS = {
  id: true,
  role: true,
  createdAt: true,
  user: { select: { id: true, username: true, name: true, disabled: true } },
} as const;

/** All that a project admin learns about people outside the project. */
export type PersonHit = { username: string; name: string; isMember: boolean };

/** Few, so that a project admin can find a person but not list everyone. */
const MAX_HITS = 10;

/**
 * Enabled people to add to a project, usernames that start with `q` first. A refusal leaves no audit row, because any web
 * page can make a browser send this request.
 * @throws AppError NOT_FOUND without a role in the project, FORBIDDEN with the viewer role
 */
export async function findPeopleToAdd(actor: Actor, { project: name, q }: FindPeopleInput): Promise<PersonHit[]> {
  const project = await readableProject(actor, { name });
  if (!canManageProject(project.role)) throw new AppError("FORBIDDEN", onlyLooks(project.name));
  if (!q) return [];
  const found = await beginningFirst(q, MAX_HITS, (searchName, take) =>
    getDb().user.findMany({
      where: { disabled: false, searchName },
      orderBy: { username: "asc" },
      take,
      select: { username: true, name: true, memberships: { where: { projectId: project.id }, select: { id: true } } },
    }),
  );
  return found.map(({ memberships, ...person }) => ({ ...person, isMember: memberships.length > 0 }));
}

export type StoredMember = NonNullable<Awaited<ReturnType<typeof findMember>>>;

/** Without a check of permissions, which is up to `service.ts`. */
export function findMember(id: number) {
  return getDb().member.findUnique({
    where: { id },
    select: { id: true, role: true, projectId: true, userId: true, user: { select: { username: true } } },
  });
}
