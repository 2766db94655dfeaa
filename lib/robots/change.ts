import { type Actor, type Caller, callerName } from "@/lib/access/caller";
import {
  durationDays,
  epochSeconds,
  expiresAfter,
  fromStoredExpiry,
  STORED_NEVER,
  toStoredExpiry,
} from "@/lib/access/expiry";
import type { AuditAction } from "../audit/schema";
import { recordAudit } from "../audit/service";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { assertExpiryAllowed } from "../policies/enforcement";
import { searchText } from "../text";
import { ROBOT_GONE } from "./access";
import type { RobotEdit } from "./schema";
import { lastChange, type StoredRobot } from "./stored";

/** What every change leaves on the robot. */
export function changedNow(caller: Caller) {
  return { version: { increment: 1 }, updatedAt: new Date(), updatedByName: callerName(caller) };
}

type Change = {
  description?: string;
  searchDescription?: string;
  expiresAt?: bigint;
  durationDays?: number;
  disabled?: boolean;
  secretHash?: string;
  secretChangedAt?: Date;
};

/**
 * Writes only if the robot is still at `version`: the check and the write are one statement.
 * @throws AppError CONFLICT when somebody changed it, NOT_FOUND when it is gone
 */
export async function changeRobot(
  tx: Tx,
  actor: Actor,
  robot: StoredRobot,
  version: number,
  data: Change,
): Promise<void> {
  const { count } = await tx.robot.updateMany({
    where: { id: robot.id, version },
    data: { ...data, ...changedNow(actor) },
  });
  if (count === 0) throw await conflict(tx, robot.id);
}

async function conflict(tx: Tx, id: number): Promise<AppError> {
  const last = await lastChange(tx, id);
  if (!last) return new AppError("NOT_FOUND", ROBOT_GONE);
  // ISO 8601: a page writes it in the reader's zone, a script can read it.
  const at = `${last.updatedAt.toISOString().slice(0, 19)}Z`;
  return new AppError("CONFLICT", `${last.updatedByName} changed this robot on ${at} after you opened it.`);
}

/** The audit row of a change of a stored robot. */
export function auditChange(
  tx: Tx,
  caller: Caller,
  action: AuditAction,
  robot: StoredRobot,
  details: Record<string, unknown>,
) {
  return recordAudit(tx, { actor: caller, action, project: robot.project, robot, details });
}

/** What an audit row tells of a robot's permissions. */
export type AccessFacts = Record<string, readonly string[]>;

/** New permissions: how they are written, and how the audit row tells of them. */
export type AccessEdit = { write: (tx: Tx) => Promise<void>; facts: AccessFacts };

/**
 * Changes what the edit names, as one. Enabling and disabling has a row of its own, so that the log answers since when.
 * An expiry that stays as it is stands, whatever the policy became since.
 * @param before what the robot holds now, for the audit row
 * @param access the new permissions, or null to leave them
 * @throws AppError UNPROCESSABLE when the policy does not allow the new expiry; CONFLICT as {@link changeRobot}
 */
export async function applyEdit(
  tx: Tx,
  actor: Actor,
  robot: StoredRobot,
  edit: RobotEdit,
  before: AccessFacts,
  access: AccessEdit | null,
): Promise<void> {
  const now = epochSeconds();
  const expiresAt = movedExpiry(robot, edit.expiry, now);
  const { description = robot.description, disabled = robot.disabled } = edit;
  await changeRobot(tx, actor, robot, edit.version ?? robot.version, {
    ...{ description, searchDescription: searchText(description) },
    ...{ expiresAt, durationDays: durationDays(robot.createdAt, fromStoredExpiry(expiresAt)) },
    disabled,
  });
  if (expiresAt !== robot.expiresAt) {
    const { projectId } = robot;
    await assertExpiryAllowed(tx, { projectId, expiresAt: fromStoredExpiry(expiresAt), now, field: "expiry" });
  }
  await access?.write(tx);
  const details = {
    before: editable(robot, before),
    after: { description, ...(access?.facts ?? before), expiresAt: fromStoredExpiry(expiresAt) },
  };
  if (disabled !== robot.disabled) await auditChange(tx, actor, disabled ? "robot.disable" : "robot.enable", robot, {});
  if (disabled === robot.disabled || JSON.stringify(details.before) !== JSON.stringify(details.after))
    await auditChange(tx, actor, "robot.update", robot, details);
}

/** What can be edited of a robot, as an audit row tells it. */
export function editable(robot: StoredRobot, access: AccessFacts) {
  return { description: robot.description, ...access, expiresAt: fromStoredExpiry(robot.expiresAt) };
}

function movedExpiry(robot: StoredRobot, change: RobotEdit["expiry"], now: number): bigint {
  if (!change || change.kind === "keep") return robot.expiresAt;
  if (change.kind === "never") return STORED_NEVER;
  const from = change.kind === "lifetime" ? epochSeconds(robot.createdAt) : now;
  return toStoredExpiry(expiresAfter(change.days, from));
}
