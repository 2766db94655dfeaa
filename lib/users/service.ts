import type { AuditAction } from "../audit/schema";
import { type AuditActor, recordAudit, refuse } from "../audit/service";
import type { Actor } from "../auth/context";
import { hashPassword, verifyPassword } from "../auth/password";
import { countTry, forgetTries } from "../auth/throttle";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { findPasswordHash, findUser } from "./queries";
import type {
  ChangePasswordInput,
  CreateUserInput,
  ResetPasswordInput,
  SetUserAdminInput,
  SetUserDisabledInput,
} from "./schema";
import { personSearchName } from "./search-name";

const SYSTEM_ADMINS_ONLY = "Only system admins can manage people.";

async function requireSystemAdmin(actor: Actor, action: AuditAction, targetName?: string): Promise<void> {
  if (!actor.isAdmin) await refuse({ actor, action, targetName }, "FORBIDDEN", SYSTEM_ADMINS_ONLY);
}

function takenError(error: unknown, username: string): unknown {
  if (!isUniqueViolation(error)) return error;
  const message = `“${username}” or this e-mail address is taken.`;
  return new AppError("CONFLICT", message, { fields: { username: message } });
}

/**
 * Creates a person who signs in with a password. System admins only.
 * @throws AppError FORBIDDEN for others; UNPROCESSABLE when the username starts like a robot's; CONFLICT when it is taken
 */
export async function createUser(actor: Actor, input: CreateUserInput): Promise<{ id: number }> {
  await requireSystemAdmin(actor, "user.create", input.username);
  const passwordHash = await hashPassword(input.password);
  try {
    return await withTransaction((tx) => insertUser(tx, actor, { ...input, passwordHash }));
  } catch (error) {
    throw takenError(error, input.username);
  }
}

type NewUser = Omit<CreateUserInput, "password"> & { passwordHash: string };

/**
 * Writes a new person, the hash of their password and the audit row, for whoever has decided that this may be.
 * @throws AppError UNPROCESSABLE when the username starts with the robot prefix
 */
export async function insertUser(tx: Tx, actor: AuditActor, input: NewUser): Promise<{ id: number }> {
  assertNotRobotName(input.username);
  const { username, email, isAdmin, passwordHash } = input;
  const shown = input.name || username;
  const user = await tx.user.create({
    data: { username, name: shown, searchName: personSearchName(username, shown), email: email || null, isAdmin },
    select: { id: true },
  });
  await tx.account.create({
    data: { userId: user.id, accountId: String(user.id), providerId: "credential", password: passwordHash },
    select: { id: true },
  });
  const after = { isAdmin };
  await recordAudit(tx, { actor, action: "user.create", targetName: username, details: { after } });
  return user;
}

/** A registry sees only names: a person who looks like a robot would be taken for one. */
function assertNotRobotName(username: string): void {
  const prefix = env().ROBOT_NAME_PREFIX;
  if (!username.startsWith(prefix.toLowerCase())) return;
  const message = `A person’s username cannot start with “${prefix}”: robots’ names do.`;
  throw new AppError("UNPROCESSABLE", message, { fields: { username: message } });
}

/**
 * Disables a person, which ends their sessions at once, or enables them again. System admins only, not on themselves.
 * @throws AppError FORBIDDEN for others; NOT_FOUND; CONFLICT on oneself
 */
export async function setUserDisabled(actor: Actor, input: SetUserDisabledInput): Promise<void> {
  const action = input.disabled ? "user.disable" : "user.enable";
  const user = await manageableUser(actor, input.id, action);
  if (user.id === actor.id) throw new AppError("CONFLICT", "You cannot disable yourself. Ask another system admin.");
  await changeOther(actor, user, action, async (tx) => {
    if (input.disabled) await tx.session.deleteMany({ where: { userId: user.id } });
    return tx.user.updateMany({
      where: { id: user.id, disabled: !input.disabled },
      data: { disabled: input.disabled, ...changedNow() },
    });
  });
}

/**
 * Makes a person a system admin, or takes that away. System admins only, not on themselves, so that one always remains.
 * @throws AppError FORBIDDEN for others; NOT_FOUND; CONFLICT on oneself
 */
export async function setUserAdmin(actor: Actor, input: SetUserAdminInput): Promise<void> {
  const action = input.isAdmin ? "user.make-admin" : "user.revoke-admin";
  const user = await manageableUser(actor, input.id, action);
  if (user.id === actor.id)
    throw new AppError("CONFLICT", "You cannot change your own role. Ask another system admin.");
  await changeOther(actor, user, action, (tx) =>
    tx.user.updateMany({
      where: { id: user.id, isAdmin: !input.isAdmin },
      data: { isAdmin: input.isAdmin, ...changedNow() },
    }),
  );
}

/**
 * Gives a person a new password and ends their sessions. System admins only.
 * @throws AppError FORBIDDEN for others; NOT_FOUND; UNAVAILABLE when too many passwords are being hashed
 */
export async function resetPassword(actor: Actor, input: ResetPasswordInput): Promise<void> {
  const user = await manageableUser(actor, input.id, "user.reset-password");
  await replacePassword(actor, user, input.password, "user.reset-password", {});
}

/**
 * Changes the actor's own password; their other sessions end.
 * @param keepSession the token of the session that asks
 * @throws AppError UNPROCESSABLE when the present password is wrong; TOO_MANY_REQUESTS
 */
export async function changePassword(actor: Actor, input: ChangePasswordInput, keepSession: string): Promise<void> {
  await countTry(actor.username, actor.address);
  const hash = await findPasswordHash(actor.id);
  if (!hash || !(await verifyPassword(input.current, hash))) {
    const action = "user.change-password";
    await withTransaction((tx) => recordAudit(tx, { actor, action, result: "failed", targetName: actor.username }));
    const message = "This is not your current password.";
    throw new AppError("UNPROCESSABLE", message, { fields: { current: message } });
  }
  await forgetTries(actor.username, actor.address);
  await replacePassword(actor, actor, input.password, "user.change-password", { token: { not: keepSession } });
}

async function replacePassword(
  actor: Actor,
  user: { id: number; username: string },
  password: string,
  action: AuditAction,
  sessions: { token?: { not: string } },
): Promise<void> {
  const hash = await hashPassword(password);
  await withTransaction(async (tx) => {
    await tx.user.updateMany({ where: { id: user.id }, data: changedNow() });
    await tx.account.updateMany({
      where: { userId: user.id, providerId: "credential" },
      data: { password: hash, updatedAt: new Date() },
    });
    await tx.session.deleteMany({ where: { userId: user.id, ...sessions } });
    await recordAudit(tx, { actor, action, targetName: user.username });
  });
}

async function manageableUser(actor: Actor, id: number, action: AuditAction) {
  const user = await findUser(id);
  await requireSystemAdmin(actor, action, user?.username);
  if (!user) throw new AppError("NOT_FOUND", "This person no longer exists.");
  return user;
}

/**
 * Runs a change of another person if the actor is a system admin still, with an audit row when it changed something.
 * Changes of admins wait for each other: two who take the role from each other at once must not both succeed, or nobody
 * would be left.
 */
async function changeOther(
  actor: Actor,
  user: { id: number; username: string },
  action: AuditAction,
  change: (tx: Tx) => Promise<{ count: number }>,
): Promise<void> {
  const isAllowed = await withTransaction(async (tx) => {
    if (!(await isAdminLocked(tx, actor, user.id))) return false;
    const { count } = await change(tx);
    if (count > 0) await recordAudit(tx, { actor, action, targetName: user.username });
    return true;
  });
  if (!isAllowed) await refuse({ actor, action, targetName: user.username }, "FORBIDDEN", SYSTEM_ADMINS_ONLY);
}

/** Whether the actor is a system admin, which then stays so until the transaction ends. */
async function isAdminLocked(tx: Tx, actor: Actor, targetId: number): Promise<boolean> {
  // Always in the same order, so that two such changes do not wait for each other for ever.
  for (const id of [actor.id, targetId].sort((a, b) => a - b))
    await tx.user.updateMany({ where: { id }, data: { updatedAt: new Date() } });
  const self = await tx.user.findUnique({ where: { id: actor.id }, select: { isAdmin: true, disabled: true } });
  return Boolean(self?.isAdmin && !self.disabled);
}

function changedNow() {
  return { version: { increment: 1 }, updatedAt: new Date() };
}
