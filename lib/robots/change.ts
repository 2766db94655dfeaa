import { type AllowedAddress, allowedAddressText, formatAllowedAddresses } from "@/lib/access/address-list";
import { type Actor, type Caller, callerName } from "@/lib/access/caller";
import { durationDays, epochSeconds, expiresAfter, NEVER, toStoredExpiry } from "@/lib/access/expiry";
import type { AuditAction } from "../audit/schema";
import { recordAudit } from "../audit/service";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { assertExpiryAllowed } from "../policies/enforcement";
import { searchText } from "../text";
import { ROBOT_GONE } from "./access";
import { accessFacts } from "./access-facts";
import { replaceGrants } from "./grant-rows";
import { projectIdOf, type RobotHome } from "./home";
import type { Robot } from "./robot";
import { type PlainColumns, plainColumns, type RobotAccess, type UpdateRobotInput } from "./schema";
import type { SecretChange } from "./secret-columns";
import { lastChange } from "./stored";

/** The columns that every change sets. */
export function changedNow(caller: Caller) {
  return { version: { increment: 1 }, updatedAt: new Date(), updatedByName: callerName(caller) };
}

type Change = Partial<PlainColumns> & {
  searchDescription?: string;
  allowedAddresses?: string;
  managedBy?: string;
  disabled?: boolean;
} & Partial<ExpiryColumns>;

type ExpiryColumns = { expiresAt: bigint; durationDays: number; expirySetAt: Date };

/** The columns of a new expiry; none if it stays. */
export function expiryColumns(
  robot: Pick<Robot, "createdAt" | "expiresAt">,
  expiresAt: number,
): Partial<ExpiryColumns> {
  if (expiresAt === robot.expiresAt) return {};
  const days = durationDays(robot.createdAt, expiresAt);
  return { expiresAt: toStoredExpiry(expiresAt), durationDays: days, expirySetAt: new Date() };
}

/**
 * Writes only if the robot is still at `version`: the check and the write are one statement.
 * @throws AppError CONFLICT when somebody changed it, NOT_FOUND when it is gone
 */
export async function changeRobot(
  tx: Tx,
  caller: Caller,
  robot: Robot,
  version: number,
  data: Change | SecretChange,
): Promise<void> {
  const { count } = await tx.robot.updateMany({
    where: { id: robot.id, version },
    data: { ...data, ...changedNow(caller) },
  });
  if (count === 0) throw await conflict(tx, robot.id);
}

async function conflict(tx: Tx, id: number): Promise<AppError> {
  const last = await lastChange(tx, id);
  if (!last) return new AppError("NOT_FOUND", ROBOT_GONE);
  // ISO 8601, so that pages can show it in the reader's time zone and scripts can parse it.
  const at = `${last.updatedAt.toISOString().slice(0, 19)}Z`;
  return new AppError("CONFLICT", `${last.updatedByName} changed this robot on ${at} after you opened it.`);
}

export async function auditChange(
  tx: Tx,
  caller: Caller,
  action: AuditAction,
  robot: Robot,
  details: Record<string, unknown>,
): Promise<void> {
  const project = robot.home.kind === "project" ? robot.home : null;
  await recordAudit(tx, { actor: caller, action, project, robot, details });
}

/**
 * Applies an edit as a whole. Enabling and disabling leaves its own row, so that the log shows since when. An unchanged
 * expiry stays, even when the policy would no longer allow it.
 * @throws AppError UNPROCESSABLE when the policy does not allow the new expiry; CONFLICT as {@link changeRobot}
 */
export async function applyEdit(tx: Tx, actor: Actor, robot: Robot, edit: UpdateRobotInput): Promise<void> {
  const now = epochSeconds();
  const { home } = robot;
  const { disabled = robot.disabled, access = robot.access } = edit;
  const { allowedAddresses = robot.allowedAddresses, managedBy = robot.managedBy } = edit;
  const columns = plainColumns(robot, edit);
  const expiresAt = newExpiry(robot, edit.expiry, now);
  await changeRobot(tx, actor, robot, edit.version ?? robot.version, {
    ...{ ...columns, searchDescription: searchText(columns.description) },
    ...expiryColumns(robot, expiresAt),
    ...(edit.allowedAddresses && { allowedAddresses: formatAllowedAddresses(allowedAddresses) }),
    ...(managedBy !== robot.managedBy && { managedBy }),
    disabled,
  });
  if (expiresAt !== robot.expiresAt)
    await assertExpiryAllowed(tx, { projectId: projectIdOf(home), expiresAt, now, field: "expiry" });
  if (edit.access) await replaceGrants(tx, robot.id, home, access);
  const [before, after] = [
    editFacts(home, robot),
    editFacts(home, { ...columns, allowedAddresses, managedBy, access, expiresAt }),
  ];
  const isToggled = disabled !== robot.disabled;
  if (isToggled) await auditChange(tx, actor, disabled ? "robot.disable" : "robot.enable", robot, {});
  if (!isToggled || JSON.stringify(before) !== JSON.stringify(after))
    await auditChange(tx, actor, "robot.update", robot, { before, after });
}

type Facts = PlainColumns & {
  access: RobotAccess;
  expiresAt: number;
  allowedAddresses?: readonly AllowedAddress[];
  managedBy?: string | undefined;
};

/** The editable part of a robot, as audit rows record it. */
export function editFacts(home: RobotHome, { access, expiresAt, allowedAddresses = [], managedBy, ...robot }: Facts) {
  const addresses = allowedAddresses.map(allowedAddressText);
  const { contact, ...columns } = plainColumns(robot);
  return {
    ...{ ...columns, ...(contact && { contact }), ...accessFacts(home, access) },
    ...(addresses.length > 0 && { allowedAddresses: addresses }),
    ...(managedBy && { managedBy }),
    expiresAt,
  };
}

function newExpiry(robot: Robot, change: UpdateRobotInput["expiry"], now: number): number {
  if (!change || change.kind === "keep") return robot.expiresAt;
  if (change.kind === "never") return NEVER;
  const from = change.kind === "lifetime" ? epochSeconds(robot.createdAt) : now;
  return expiresAfter(change.days, from);
}
