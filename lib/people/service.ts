import type { Actor } from "@/lib/access/caller";
import type { AuditAction } from "@/lib/audit/schema";
import { type AuditActor, recordAudit } from "@/lib/audit/service";
import { admit, instanceClaim, systemAdminsOnly, writeAs } from "@/lib/authority/claim";
import { judge, NOBODY } from "@/lib/credentials/judge";
import { networkOf } from "@/lib/credentials/network";
import { hashPassword } from "@/lib/credentials/password";
import { assertGoodPassword } from "@/lib/credentials/password-policy";
import { isUniqueViolation } from "@/lib/db/errors";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { findPasswordHash, findUser } from "./queries";
import type {
  ChangePasswordInput,
  CreateUserInput,
  ResetPasswordInput,
  SetUserAdminInput,
  SetUserDisabledInput,
} from "./schema";
import { personSearchName } from "./search-name";

const adminClaim = (actor: Actor, action: AuditAction, targetName?: string) =>
  instanceClaim(actor, { action, targetName }, systemAdminsOnly("Only system admins can manage people."));

function takenError(error: unknown, username: string): unknown {
  if (!isUniqueViolation(error)) return error;
  const message = `“${username}” or this email address is already in use.`;
  return new AppError("CONFLICT", message, { fields: { username: message } });
}

/**
 * For system admins only.
 * @throws AppError FORBIDDEN for others; UNPROCESSABLE when the username starts with the robot prefix or the password is
 * easy to guess; CONFLICT when the username is taken
 */
export async function createUser(actor: Actor, input: CreateUserInput): Promise<{ id: number }> {
  const claim = adminClaim(actor, "user.create", input.username);
  await admit(claim);
  assertGoodPassword(input.password, input.username);
  const passwordHash = await hashPassword(input.password, { network: networkOf(actor.address) });
  try {
    return await writeAs(claim, (tx) => insertUser(tx, actor, { ...input, passwordHash }));
  } catch (error) {
    throw takenError(error, input.username);
  }
}

type NewUser = Omit<CreateUserInput, "password"> & { passwordHash: string };

/**
 * Creates a person with an audit row. The caller must have authorized it.
 * @throws AppError UNPROCESSABLE when the username starts with the robot prefix
 */
export async function insertUser(tx: Tx, actor: AuditActor, input: NewUser): Promise<{ id: number }> {
  await assertNotRobotName(tx, input.username);
  const { username, email, isAdmin, passwordHash } = input;
  const shown = input.name || username;
  const user = await tx.user.create({
    data: {
      username,
      name: shown,
      searchName: personSearchName(username, shown),
      email: email || null,
      isAdmin,
      passwordHash,
    },
    select: { id: true },
  });
  const after = { isAdmin };
  await recordAudit(tx, { actor, action: "user.create", targetName: username, details: { after } });
  return user;
}

/** A registry sees only names, so a person with a robot's prefix would be mistaken for a robot. */
async function assertNotRobotName(tx: Tx, username: string): Promise<void> {
  const imported = await tx.import.findMany({
    where: { prefix: { not: null }, state: { not: "ready" } },
    distinct: ["prefix"],
    select: { prefix: true },
  });
  const prefixes = [env().ROBOT_NAME_PREFIX, ...imported.map(({ prefix }) => prefix ?? "")].filter(Boolean);
  const prefix = prefixes.find((reserved) => username.startsWith(reserved.toLowerCase()));
  const isRobot = (await tx.robot.findUnique({ where: { loginName: username }, select: { id: true } })) !== null;
  if (prefix === undefined && !isRobot) return;
  const message =
    prefix === undefined
      ? `A robot account has the name “${username}”. Choose a different one.`
      : `A username can’t start with “${prefix}”, which is reserved for robot accounts.`;
  throw new AppError("UNPROCESSABLE", message, { fields: { username: message } });
}

/**
 * Disables a person, which also ends their sessions, or enables them. For system admins only, and not on themselves.
 * @throws AppError FORBIDDEN for others; NOT_FOUND; CONFLICT on oneself
 */
export async function setUserDisabled(actor: Actor, input: SetUserDisabledInput): Promise<void> {
  const action = input.disabled ? "user.disable" : "user.enable";
  const user = await manageableUser(actor, input.id, action);
  if (user.id === actor.id) throw new AppError("CONFLICT", "You can’t disable yourself. Ask another system admin.");
  await changeOther(actor, user, action, async (tx) => {
    if (input.disabled) await tx.session.deleteMany({ where: { userId: user.id } });
    return tx.user.updateMany({
      where: { id: user.id, disabled: !input.disabled },
      data: { disabled: input.disabled, updatedAt: new Date() },
    });
  });
}

/**
 * Grants or revokes system admin. For system admins only, and not on themselves, so that one always remains.
 * @throws AppError FORBIDDEN for others; NOT_FOUND; CONFLICT on oneself
 */
export async function setUserAdmin(actor: Actor, input: SetUserAdminInput): Promise<void> {
  const action = input.isAdmin ? "user.make-admin" : "user.revoke-admin";
  const user = await manageableUser(actor, input.id, action);
  if (user.id === actor.id) throw new AppError("CONFLICT", "You can’t change your own role. Ask another system admin.");
  await changeOther(actor, user, action, (tx) =>
    tx.user.updateMany({
      where: { id: user.id, isAdmin: !input.isAdmin },
      data: { isAdmin: input.isAdmin, updatedAt: new Date() },
    }),
  );
}

/**
 * Sets a person's password and ends their sessions. For system admins only, and not on themselves, because changing one's
 * own password requires the current one.
 * @throws AppError FORBIDDEN for others; NOT_FOUND; CONFLICT on oneself; UNPROCESSABLE when the password is easy to guess;
 * UNAVAILABLE when too many passwords are being hashed
 */
export async function resetPassword(actor: Actor, input: ResetPasswordInput): Promise<void> {
  const action = "user.reset-password";
  const user = await manageableUser(actor, input.id, action);
  if (user.id === actor.id)
    throw new AppError("CONFLICT", "Change your own password on your account page, where you confirm the current one.");
  assertGoodPassword(input.password, user.username);
  const passwordHash = await hashPassword(input.password, { network: networkOf(actor.address) });
  await changeOther(actor, user, action, async (tx) => {
    await tx.session.deleteMany({ where: { userId: user.id } });
    return tx.user.updateMany({ where: { id: user.id }, data: { passwordHash, updatedAt: new Date() } });
  });
}

/**
 * Changes the actor's own password and ends their other sessions.
 * @param sessionId of the request
 * @throws AppError UNPROCESSABLE when the current password is wrong or the new one is easy to guess; UNAUTHORIZED when the
 * session ended in the meantime; CONFLICT when the password was changed in the meantime; TOO_MANY_REQUESTS
 */
export async function changePassword(actor: Actor, input: ChangePasswordInput, sessionId: number): Promise<void> {
  const currentHash = await verifyCurrentPassword(actor, input.current);
  assertGoodPassword(input.password, actor.username);
  const passwordHash = await hashPassword(input.password, { network: networkOf(actor.address) });
  await withTransaction(async (tx) => {
    // The write comes first: it takes the row lock, so a reset of this password at the same time is either done or waits.
    const self = { id: actor.id, disabled: false };
    const { count } = await tx.user.updateMany({ where: self, data: { updatedAt: new Date() } });
    const session = await tx.session.findFirst({ where: { id: sessionId, userId: actor.id }, select: { id: true } });
    if (count === 0 || !session) throw new AppError("UNAUTHORIZED", "You’ve been signed out. Sign in again.");
    const changed = await tx.user.updateMany({ where: { ...self, passwordHash: currentHash }, data: { passwordHash } });
    if (changed.count === 0)
      throw new AppError("CONFLICT", "Your password was changed in the meantime. Reload the page.");
    await tx.session.deleteMany({ where: { userId: actor.id, id: { not: sessionId } } });
    await recordAudit(tx, { actor, action: "user.change-password", targetName: actor.username });
  });
}

/** @returns the stored hash that the password matched */
async function verifyCurrentPassword(actor: Actor, secret: string): Promise<string> {
  const hash = await findPasswordHash(actor.id);
  // A separate counter, so that a flood of the sign-in page doesn't keep people from changing their password.
  const attempt = { kind: "session", name: String(actor.id), secret, address: actor.address } as const;
  const isRight = await judge(attempt, hash ?? NOBODY, {
    onWrong: () =>
      withTransaction(async (tx) => {
        const action = "user.change-password";
        await recordAudit(tx, { actor, action, result: "failed", targetName: actor.username });
      }),
  });
  if (hash && isRight) return hash;
  const message = "That isn’t your current password.";
  throw new AppError("UNPROCESSABLE", message, { fields: { current: message } });
}

async function manageableUser(actor: Actor, id: number, action: AuditAction) {
  const user = await findUser(id);
  await admit(adminClaim(actor, action, user?.username));
  if (!user) throw new AppError("NOT_FOUND", "This person no longer exists.");
  return user;
}

/**
 * Writes an audit row if `change` changed something. Such changes are serialized: two admins who revoke each other's role
 * concurrently must not both succeed, or no admin would remain.
 */
async function changeOther(
  actor: Actor,
  user: { id: number; username: string },
  action: AuditAction,
  change: (tx: Tx) => Promise<{ count: number }>,
): Promise<void> {
  const claim = adminClaim(actor, action, user.username);
  const write = async (tx: Tx) => {
    const { count } = await change(tx);
    if (count > 0) await recordAudit(tx, { actor, action, targetName: user.username });
  };
  await writeAs(claim, write, { people: [actor.id, user.id] });
}
