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

/** A person's membership of a project. */
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

/** Somebody who could be added to a project: all that its admin learns about people who are not in it. */
export type PersonHit = { username: string; name: string; isMember: boolean };

/** One looks for somebody, not through everybody. */
const MOST_HITS = 10;

/**
 * People to add to a project, those first whose username begins with `q`; disabled ones are left out. For those who may
 * add members. A refusal leaves no audit row: any page can make somebody's browser ask.
 * @throws AppError NOT_FOUND without a role in the project, FORBIDDEN with the viewer role
 */
export async function findPeopleToAdd(actor: Actor, { project: name, q }: FindPeopleInput): Promise<PersonHit[]> {
  const project = await readableProject(actor, { name });
  if (!canManageProject(project.role)) throw new AppError("FORBIDDEN", onlyLooks(project.name));
  if (!q) return [];
  const found = await beginningFirst(q, MOST_HITS, (searchName, take) =>
    getDb().user.findMany({
      where: { disabled: false, searchName },
      orderBy: { username: "asc" },
      take,
      select: { username: true, name: true, memberships: { where: { projectId: project.id }, select: { id: true } } },
    }),
  );
  return found.map(({ memberships, ...person }) => ({ ...person, isMember: memberships.length > 0 }));
}

/** A stored membership, whoever asks: the verbs in `service.ts` decide. */
export type StoredMember = {
  id: number;
  role: string;
  projectId: number;
  userId: number;
  user: { username: string };
};

/** The membership by id, or null. */
export function findMember(id: number): Promise<StoredMember | null> {
  return getDb().member.findUnique({
    where: { id },
    select: { id: true, role: true, projectId: true, userId: true, user: { select: { username: true } } },
  });
}
