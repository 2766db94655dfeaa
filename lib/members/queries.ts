import type { Caller } from "../auth/context";
import { getDb } from "../db/client";
import { readableProject } from "../projects/access";
import type { MemberRole } from "./schema";

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
 * The members of a project, by username.
 * @throws AppError NOT_FOUND when the actor may not see the project
 */
export async function listMembers(caller: Caller, projectName: string): Promise<MemberDto[]> {
  const project = await readableProject(caller, { name: projectName }, "member:list");
  const rows = await getDb().member.findMany({
    where: { projectId: project.id },
    orderBy: { user: { username: "asc" } },
    take: 1000,
    select: {
      id: true,
      role: true,
      createdAt: true,
      user: { select: { id: true, username: true, name: true, disabled: true } },
    },
  });
  return rows.map(({ id, role, createdAt, user }) => ({
    id,
    username: user.username,
    name: user.name,
    role: role === "admin" ? "admin" : "viewer",
    disabled: user.disabled,
    isSelf: caller.type === "user" && user.id === caller.id,
    since: createdAt.toISOString(),
  }));
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
