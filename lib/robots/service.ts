import type { AuditAction } from "../audit/schema";
import { recordAudit } from "../audit/service";
import type { Actor } from "../auth/context";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { manageableProject } from "../projects/access";
import { searchText } from "../text";
import { manageableRobot, ROBOT_GONE } from "./access";
import { epochSeconds, expiresAfter, fromStoredExpiry, STORED_NEVER, toStoredExpiry } from "./expiry";
import { loginName, MAX_LOGIN_NAME_LENGTH } from "./name";
import { formatAccess, parseAccess } from "./permissions";
import { findCollision, lastChange, type StoredRobot } from "./queries";
import {
  type CreateRobotInput,
  type DeleteRobotsInput,
  type ExpiryChange,
  manualSecretSchema,
  type RefreshSecretInput,
  type SetRobotDisabledInput,
  type UpdateRobotInput,
} from "./schema";
import { generateSecret, hashGeneratedSecret, hashManualSecret } from "./secret";

/** The one reply that carries a secret; the keys are those of the export file. */
export type RevealedSecret = {
  creation_time: string;
  /** Unix epoch seconds, -1 for never. */
  expires_at: number;
  id: number;
  name: string;
  secret: string;
};

const reveal = (robot: { id: number; loginName: string; createdAt: Date; expiresAt: bigint }, secret: string) => ({
  creation_time: robot.createdAt.toISOString(),
  expires_at: fromStoredExpiry(robot.expiresAt),
  id: robot.id,
  name: robot.loginName,
  secret,
});

/**
 * Creates a project robot, enabled, with a generated secret that is shown in this reply and nowhere else.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; UNPROCESSABLE when the login name is too long; CONFLICT when the
 * name is taken or the same form was sent before
 */
export async function createRobot(actor: Actor, input: CreateRobotInput): Promise<RevealedSecret> {
  const prefix = env().ROBOT_NAME_PREFIX;
  const wanted = loginName(prefix, input.project, input.name);
  const project = await manageableProject(
    actor,
    { name: input.project },
    { action: "robot.create", targetName: wanted },
  );
  if (wanted.length > MAX_LOGIN_NAME_LENGTH)
    throw fieldError(
      "UNPROCESSABLE",
      `The login name would have ${wanted.length} characters; ${MAX_LOGIN_NAME_LENGTH} is the most.`,
    );
  const keys = { loginName: wanted, creationKey: `${actor.id}:${input.creationKey}` };
  await assertNoCollision(keys);

  const secret = generateSecret();
  const createdAt = new Date();
  const robot = {
    ...keys,
    searchName: searchText(wanted),
    name: input.name,
    prefix,
    level: "project",
    projectId: project.id,
    description: input.description,
    expiresAt: toStoredExpiry(expiresAfter(input.duration, epochSeconds(createdAt))),
    secretHash: hashGeneratedSecret(secret),
    creatorId: actor.id,
    creatorName: actor.username,
    updatedByName: actor.username,
    createdAt,
    updatedAt: createdAt,
    secretChangedAt: createdAt,
  };
  const grants = { create: [{ kind: "project", projectId: project.id, access: formatAccess(input.permissions) }] };
  try {
    const { id } = await withTransaction(async (tx) => {
      const created = await tx.robot.create({ data: { ...robot, grants }, select: { id: true } });
      await recordAudit(tx, {
        actor,
        action: "robot.create",
        project,
        robot: { id: created.id, loginName: wanted },
        details: {
          after: {
            description: input.description,
            permissions: input.permissions,
            expiresAt: fromStoredExpiry(robot.expiresAt),
          },
        },
      });
      return created;
    });
    return reveal({ ...robot, id }, secret);
  } catch (error) {
    if (isUniqueViolation(error)) await assertNoCollision(keys);
    throw error;
  }
}

function fieldError(code: "UNPROCESSABLE" | "CONFLICT", message: string): AppError {
  return new AppError(code, message, { fields: { name: message } });
}

async function assertNoCollision(wanted: { loginName: string; creationKey: string }): Promise<void> {
  const collision = await findCollision(wanted);
  if (collision === "repeat")
    throw new AppError(
      "CONFLICT",
      `${wanted.loginName} was already created by this form. If its secret did not reach you, use Refresh secret.`,
    );
  if (collision === "name") throw fieldError("CONFLICT", `${wanted.loginName} already exists. Choose another name.`);
}

/**
 * Changes description, permissions and expiry, as one.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; CONFLICT when the robot changed after `input.version` was read
 */
export async function updateRobot(actor: Actor, input: UpdateRobotInput): Promise<void> {
  const robot = await manageableRobot(actor, input.id, "robot.update");
  const before = editable(robot);
  const expiresAt = movedExpiry(robot.expiresAt, input.expiry);
  const after = {
    description: input.description,
    permissions: input.permissions,
    expiresAt: fromStoredExpiry(expiresAt),
  };
  await withTransaction(async (tx) => {
    await changeRobot(tx, actor, robot, input.version, { description: input.description, expiresAt });
    await tx.robotGrant.updateMany({
      where: { robotId: robot.id, kind: "project", projectId: robot.projectId },
      data: { access: formatAccess(input.permissions) },
    });
    await auditChange(tx, actor, "robot.update", robot, { before, after });
  });
}

function editable(robot: StoredRobot) {
  return {
    description: robot.description,
    permissions: robot.grants.flatMap((grant) => parseAccess(grant.access)),
    expiresAt: fromStoredExpiry(robot.expiresAt),
  };
}

function movedExpiry(stored: bigint, change: ExpiryChange): bigint {
  if (change.kind === "keep") return stored;
  return change.kind === "never" ? STORED_NEVER : toStoredExpiry(expiresAfter(change.days, epochSeconds()));
}

/**
 * Enables or disables a robot. Asking for the state it is in already changes nothing and succeeds, so that disabling
 * never has to wait for another admin's edit.
 * @throws AppError NOT_FOUND or FORBIDDEN by role
 */
export async function setRobotDisabled(actor: Actor, input: SetRobotDisabledInput): Promise<void> {
  const action = input.disabled ? "robot.disable" : "robot.enable";
  const robot = await manageableRobot(actor, input.id, action);
  await withTransaction(async (tx) => {
    const { count } = await tx.robot.updateMany({
      where: { id: robot.id, disabled: !input.disabled },
      data: { disabled: input.disabled, ...changedNow(actor) },
    });
    if (count > 0) await auditChange(tx, actor, action, robot, {});
    else if (!(await tx.robot.findUnique({ where: { id: robot.id }, select: { id: true } })))
      throw new AppError("NOT_FOUND", ROBOT_GONE);
  });
}

/**
 * Gives a robot a new secret, generated or by hand; the old one stops working. The reply alone carries it.
 * Of two refreshes at once exactly one succeeds. The expiry stays.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; UNPROCESSABLE when a secret by hand breaks a rule; CONFLICT when the
 * robot changed meanwhile; UNAVAILABLE when too many are being hashed
 */
export async function refreshSecret(actor: Actor, input: RefreshSecretInput): Promise<RevealedSecret> {
  const robot = await manageableRobot(actor, input.id, "robot.refresh-secret");
  const manual = input.secret !== undefined;
  const secret = input.secret ?? generateSecret();
  if (manual) assertManualSecret(secret);
  const secretHash = manual ? await hashManualSecret(secret) : hashGeneratedSecret(secret);
  await withTransaction(async (tx) => {
    await changeRobot(tx, actor, robot, input.version ?? robot.version, { secretHash, secretChangedAt: new Date() });
    await auditChange(tx, actor, "robot.refresh-secret", robot, { kind: manual ? "manual" : "generated" });
  });
  return reveal(robot, secret);
}

function assertManualSecret(secret: string): void {
  const checked = manualSecretSchema(env().ROBOT_SECRET_MAX_LENGTH).safeParse(secret);
  if (checked.success) return;
  const message = checked.error.issues[0]?.message ?? "This secret is not allowed.";
  throw new AppError("UNPROCESSABLE", message, { fields: { secret: message } });
}

/**
 * Deletes robots for good, all of them or none.
 * @throws AppError NOT_FOUND when one does not exist or the actor may not see it; FORBIDDEN with the viewer role;
 * CONFLICT when one is deleted by somebody else meanwhile
 */
export async function deleteRobots(actor: Actor, input: DeleteRobotsInput): Promise<void> {
  const robots: StoredRobot[] = [];
  for (const id of input.ids) robots.push(await manageableRobot(actor, id, "robot.delete"));
  await withTransaction(async (tx) => {
    const { count } = await tx.robot.deleteMany({ where: { id: { in: input.ids } } });
    if (count !== robots.length)
      throw new AppError(
        "CONFLICT",
        "Somebody deleted one of these robots just now, so none was deleted. Reload the list.",
      );
    for (const robot of robots) await auditChange(tx, actor, "robot.delete", robot, { before: editable(robot) });
  });
}

/** What every change leaves on the robot. */
function changedNow(actor: Actor) {
  return { version: { increment: 1 }, updatedAt: new Date(), updatedByName: actor.username };
}

type Change = { description?: string; expiresAt?: bigint; secretHash?: string; secretChangedAt?: Date };

/** Writes only if the robot is still at `version`: the check and the write are one statement. */
async function changeRobot(tx: Tx, actor: Actor, robot: StoredRobot, version: number, data: Change): Promise<void> {
  const { count } = await tx.robot.updateMany({
    where: { id: robot.id, version },
    data: { ...data, ...changedNow(actor) },
  });
  if (count === 0) throw await conflict(tx, robot.id);
}

async function conflict(tx: Tx, id: number): Promise<AppError> {
  const last = await lastChange(tx, id);
  if (!last) return new AppError("NOT_FOUND", ROBOT_GONE);
  const at = `${last.updatedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return new AppError("CONFLICT", `This robot was changed by ${last.updatedByName} at ${at}, after you opened it.`);
}

function auditChange(tx: Tx, actor: Actor, action: AuditAction, robot: StoredRobot, details: Record<string, unknown>) {
  return recordAudit(tx, { actor, action, project: robot.project, robot, details });
}
