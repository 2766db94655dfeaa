import type { Actor, Caller } from "@/lib/access/caller";
import { formatAccess } from "@/lib/access/permissions";
import { loginName } from "@/lib/access/robot-name";
import { type Claim, writeAs } from "@/lib/authority/claim";
import { generateSecret, hashGeneratedSecret, hashManualSecret } from "@/lib/credentials/secret";
import type { Tx } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { manageableProject } from "../projects/access";
import { manageableRobot, ROBOT_GONE } from "./access";
import { applyEdit, auditChange, changedNow, changeRobot, editable } from "./change";
import { insertRobot, type RevealedSecret, reveal } from "./creation";
import {
  type CreateRobotInput,
  type DeleteRobotsInput,
  manualSecretSchema,
  type RefreshSecretInput,
  type SetRobotDisabledInput,
  type UpdateRobotInput,
} from "./schema";
import { permissionFacts, type StoredRobot } from "./stored";

/**
 * Creates a project robot, enabled unless asked otherwise, with a generated secret that is shown in this reply and
 * nowhere else. A robot that creates one hands on only what it holds, and for no longer than it lasts itself.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; else as `insertRobot`
 */
export async function createRobot(caller: Caller, input: CreateRobotInput): Promise<RevealedSecret> {
  const targetName = loginName(env().ROBOT_NAME_PREFIX, input.project, input.name);
  const attempt = { action: "robot.create", targetName, robotNeeds: "robot:create" } as const;
  const { claim, ...project } = await manageableProject(caller, { name: input.project }, attempt);
  const { permissions } = input;
  const access = formatAccess(permissions);
  return insertRobot(
    claim,
    { ...input, project },
    {
      wanted: [{ kind: "project", project: project.name, access: permissions }],
      grants: async () => [{ kind: "project", projectId: project.id, access }],
      facts: { permissions },
    },
  );
}

/**
 * Changes what the edit names of a project robot, as one.
 * @throws AppError NOT_FOUND or FORBIDDEN by role; CONFLICT when the robot changed after `input.version` was read
 */
export async function updateRobot(actor: Actor, input: UpdateRobotInput): Promise<void> {
  const { robot, claim } = await manageableRobot(actor, input.id, "robot.update");
  if (robot.projectId === null) throw new AppError("BAD_REQUEST", "This is a system robot account.");
  const { permissions } = input;
  const access = permissions && {
    facts: { permissions },
    write: async (tx: Tx) => {
      await tx.robotGrant.updateMany({
        where: { robotId: robot.id, kind: "project", projectId: robot.projectId },
        data: { access: formatAccess(permissions) },
      });
    },
  };
  await writeAs(claim, (tx) => applyEdit(tx, actor, robot, input, permissionFacts(robot), access ?? null));
}

/**
 * Enables or disables a robot. Asking for the state it is in already changes nothing and succeeds, so that disabling
 * never has to wait for another admin's edit.
 * @throws AppError NOT_FOUND or FORBIDDEN by role
 */
export async function setRobotDisabled(actor: Actor, input: SetRobotDisabledInput): Promise<void> {
  const action = input.disabled ? "robot.disable" : "robot.enable";
  const { robot, claim } = await manageableRobot(actor, input.id, action);
  await writeAs(claim, async (tx) => {
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
  const { robot, claim } = await manageableRobot(actor, input.id, "robot.refresh-secret");
  const manual = input.secret !== undefined;
  const secret = input.secret ?? generateSecret();
  if (manual) assertManualSecret(secret);
  const secretHash = manual ? await hashManualSecret(secret) : hashGeneratedSecret(secret);
  await writeAs(claim, async (tx) => {
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
 * CONFLICT when one is deleted by somebody else meanwhile, or is no longer at `version`
 */
export async function deleteRobots(caller: Caller, input: DeleteRobotsInput): Promise<void> {
  const robots: StoredRobot[] = [];
  // Robots of one project are deleted by one claim.
  const claims = new Map<number | null, Claim>();
  for (const id of input.ids) {
    const { robot, claim } = await manageableRobot(caller, id, "robot.delete", "robot:delete");
    robots.push(robot);
    claims.set(robot.projectId, claims.get(robot.projectId) ?? claim);
  }
  const [claim, ...also] = claims.values();
  if (!claim) return;
  const remove = async (tx: Tx) => {
    const { count } = await tx.robot.deleteMany({ where: { id: { in: input.ids }, version: input.version } });
    if (count !== robots.length)
      throw new AppError(
        "CONFLICT",
        "Someone just changed or deleted one of these robots, so none were deleted. Reload the list.",
      );
    for (const robot of robots)
      await auditChange(tx, caller, "robot.delete", robot, { before: editable(robot, permissionFacts(robot)) });
  };
  await writeAs(claim, remove, { also });
}
