import { type Actor, callerId } from "@/lib/access/caller";
import { type Claim, writeAs } from "@/lib/authority/claim";
import type { Standing } from "@/lib/authority/standing";
import { findUserByUsername } from "@/lib/people/queries";
import type { AuditAction } from "../audit/schema";
import { recordAudit } from "../audit/service";
import { isUniqueViolation } from "../db/errors";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { manageableProject, type ProjectTicket } from "../projects/access";
import { findMember, type StoredMember } from "./queries";
import type { AddMemberInput, ChangeMemberInput, RemoveMemberInput } from "./schema";

const GONE = "This person is no longer a member. Reload the list.";

/** A REST client's number for the role, stored so that the API can return it. */
type Numbered = { roleId?: number };
/** How a client named the person, if not by username: a refusal must not tell whom a number belongs to. */
type Shown = { shown?: string };

/**
 * @throws AppError NOT_FOUND or FORBIDDEN by role; UNPROCESSABLE for an unknown username; CONFLICT for a member
 */
export async function addMember(actor: Actor, input: AddMemberInput & Numbered & Shown): Promise<{ id: number }> {
  const attempt = { action: "member.add", targetName: input.shown ?? input.username } as const;
  const project = await manageableProject(actor, { name: input.project }, attempt);
  const user = await findUserByUsername(input.username);
  if (!user) throw usernameError("UNPROCESSABLE", `No one has the username “${input.username}”.`);
  try {
    return await writeAs(project.claim, async (tx) => {
      const { role, roleId = null } = input;
      const data = { projectId: project.id, userId: user.id, role, roleId };
      const member = await tx.member.create({ data, select: { id: true } });
      await recordAudit(tx, { actor, ...attempt, targetName: user.username, project, details: { after: { role } } });
      return member;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw usernameError("CONFLICT", `${input.username} is already a member.`);
    throw error;
  }
}

function usernameError(code: "UNPROCESSABLE" | "CONFLICT", message: string): AppError {
  return new AppError(code, message, { fields: { username: message } });
}

/**
 * @throws AppError NOT_FOUND or FORBIDDEN by role; CONFLICT when no admin would remain in the project
 */
export async function changeMemberRole(actor: Actor, input: ChangeMemberInput & Numbered): Promise<void> {
  const { member, project } = await manageableMember(actor, input.id, "member.change-role");
  await changingMembers(project.claim, async (tx, standing) => {
    const data = { role: input.role, roleId: input.roleId ?? null };
    const { count } = await tx.member.updateMany({ where: { id: member.id }, data });
    if (count === 0) throw new AppError("NOT_FOUND", GONE);
    if (!isSystemAdmin(standing)) await assertAdminLeft(tx, project);
    const details = { before: { role: member.role }, after: { role: input.role } };
    await recordAudit(tx, { actor, action: "member.change-role", targetName: member.user.username, project, details });
  });
}

/**
 * Warns before the last admin is removed or people remove themselves. Confirming requires the exact warning, so that
 * accepting a milder one is not enough.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; CONFLICT with the warning that has to be accepted first
 */
export async function removeMember(actor: Actor, input: RemoveMemberInput): Promise<void> {
  const { member, project } = await manageableMember(actor, input.id, "member.remove");
  await changingMembers(project.claim, async (tx, standing) => {
    const { count } = await tx.member.deleteMany({ where: { id: member.id } });
    if (count === 0) throw new AppError("NOT_FOUND", GONE);
    const warning = await removalWarning(tx, { standing, member, project });
    if (warning !== null && warning !== input.accepted) throw new AppError("CONFLICT", warning);
    const details = { before: { role: member.role } };
    await recordAudit(tx, { actor, action: "member.remove", targetName: member.user.username, project, details });
  });
}

/** Authorizes on the project of the stored membership rather than of the request. */
async function manageableMember(
  actor: Actor,
  id: number,
  action: AuditAction,
): Promise<{ member: StoredMember; project: ProjectTicket }> {
  const member = await findMember(id);
  if (!member) throw new AppError("NOT_FOUND", GONE);
  const attempt = { action, targetName: member.user.username };
  return { member, project: await manageableProject(actor, { id: member.projectId }, attempt, GONE) };
}

/** Serializes changes of a project's members, so that two last admins cannot both leave. */
function changingMembers(claim: Claim, change: (tx: Tx, standing: Standing) => Promise<void>): Promise<void> {
  return writeAs(claim, change, { alone: true });
}

const isSystemAdmin = ({ caller }: Standing) => caller.type === "user" && caller.isAdmin;

type Named = Pick<ProjectTicket, "id" | "name">;

async function assertAdminLeft(tx: Tx, project: Named): Promise<void> {
  if (!(await hasAdmin(tx, project))) throw new AppError("CONFLICT", noAdminLeft(project));
}

async function hasAdmin(tx: Tx, project: Named): Promise<boolean> {
  return (await tx.member.count({ where: { projectId: project.id, role: "admin" } })) > 0;
}

const noAdminLeft = ({ name }: Named) => `“${name}” would have no admin left. Only system admins could manage it.`;

/** The warning before a removal, or null. The member is already deleted in this transaction. */
async function removalWarning(
  tx: Tx,
  { standing, member, project }: { standing: Standing; member: StoredMember; project: Named },
): Promise<string | null> {
  if (member.role === "admin" && !(await hasAdmin(tx, project))) return noAdminLeft(project);
  const isSelf = member.userId === callerId(standing.caller) && !isSystemAdmin(standing);
  return isSelf ? "You’d be removing yourself and would lose access to this project right away." : null;
}
