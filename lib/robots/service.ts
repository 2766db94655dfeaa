import type { Actor, Caller } from "@/lib/access/caller";
import { epochSeconds, fromStoredExpiry } from "@/lib/access/expiry";
import { loginName } from "@/lib/access/robot-name";
import { admit, type Claim, writeAs } from "@/lib/authority/claim";
import { recordAudit } from "../audit/service";
import { isUniqueViolation } from "../db/errors";
import type { Tx } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { assertExpiryAllowed } from "../policies/enforcement";
import { manageableHome, manageableRobot, ROBOT_GONE } from "./access";
import { grantsOf } from "./access-facts";
import { applyEdit, auditChange, changedNow, editFacts } from "./change";
import { assertNoCollision, newRobot, type RevealedSecret } from "./creation";
import { assertAccessFits, insertGrants } from "./grant-rows";
import { addressesToHandOn, withinOwn } from "./handing-on";
import type { RobotHome } from "./home";
import type { Robot } from "./robot";
import type { CreateRobotInput, DeleteRobotsInput, SetRobotDisabledInput, UpdateRobotInput } from "./schema";
import type { LoadedRobot } from "./stored";

/**
 * Creates a robot with a generated secret, which only this reply includes. System robots can be created by system admins
 * and by robots with the system permission. A robot grants no more than it holds, for no longer than it lasts and for no
 * more addresses than it has.
 * @throws AppError NOT_FOUND or FORBIDDEN by role, NOT_FOUND for a project that does not exist; DENIED when a robot would
 * grant more than it holds, or for longer; UNPROCESSABLE when the login name is too long, the access reaches beyond the
 * home project or the policy does not allow the lifetime; CONFLICT when the name is taken or the form was sent before
 */
export async function createRobot(caller: Caller, input: CreateRobotInput): Promise<RevealedSecret> {
  const targetName = loginName(env().ROBOT_NAME_PREFIX, input.project, input.name);
  const attempt = { action: "robot.create", targetName, robotNeeds: "robot:create" } as const;
  const { home, claim: entry } = await manageableHome(caller, input.project, attempt);
  assertAccessFits(home, input.access);
  const allowedAddresses = addressesToHandOn(caller, input.allowedAddresses);
  const { row, secret } = newRobot(caller, home, { ...input, allowedAddresses });
  const claim = withinOwn(entry, { ...row, allowedAddresses, grants: grantsOf(input.access) });
  await admit(claim);
  try {
    const id = await writeAs(claim, (tx) => insertRobot(tx, caller, home, row, { ...input, allowedAddresses }));
    const { createdAt, expiresAt } = row;
    return { id, loginName: row.loginName, createdAt, expiresAt: fromStoredExpiry(expiresAt), secret };
  } catch (error) {
    if (isUniqueViolation(error)) await assertNoCollision(row);
    throw error;
  }
}

type NewRobotRow = ReturnType<typeof newRobot>["row"];

/** Stores a robot of {@link newRobot} with its access. */
export async function insertRobot(
  tx: Tx,
  caller: Caller,
  home: RobotHome,
  row: NewRobotRow,
  { access, ...input }: CreateRobotInput,
): Promise<number> {
  const { projectId, loginName } = row;
  const { allowedAddresses } = input;
  const expiresAt = fromStoredExpiry(row.expiresAt);
  await assertExpiryAllowed(tx, { projectId, expiresAt, now: epochSeconds(row.createdAt), field: "duration" });
  const { id } = await tx.robot.create({ data: row, select: { id: true } });
  await insertGrants(tx, id, home, access);
  const after = editFacts(home, { contact: "", ...input, allowedAddresses, access, expiresAt });
  await recordAudit(tx, {
    actor: caller,
    action: "robot.create",
    project: home.kind === "project" ? home : null,
    robot: { id, loginName },
    details: { after: row.disabled ? { ...after, disabled: true } : after },
  });
  return id;
}

/**
 * Changes a robot as a whole. What the edit leaves out stays as it is.
 * @param seen the robot, if the request has read it already
 * @throws AppError NOT_FOUND or FORBIDDEN by role, NOT_FOUND for a project that does not exist; UNPROCESSABLE when the
 * access reaches beyond the home project; CONFLICT when the robot changed after `input.version` was read
 */
export async function updateRobot(actor: Actor, input: UpdateRobotInput, seen?: LoadedRobot): Promise<void> {
  const { robot, claim } = await manageableRobot(actor, seen ?? input.id, "robot.update");
  if (input.access) assertAccessFits(robot.home, input.access);
  await writeAs(claim, (tx) => applyEdit(tx, actor, robot, input));
}

/**
 * Enables or disables a robot, whatever its version: disabling never has to wait for somebody's edit. Succeeds without a
 * change when the robot is in that state already.
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
 * Deletes robots permanently, all of them or none.
 * @throws AppError NOT_FOUND when one does not exist or the caller may not see it; FORBIDDEN with the viewer role;
 * CONFLICT when somebody else deletes one meanwhile, or it is no longer at `version`
 */
export async function deleteRobots(caller: Caller, input: DeleteRobotsInput, seen?: LoadedRobot): Promise<void> {
  const robots: Robot[] = [];
  // Robots of one home share a claim.
  const claims = new Map<number | null, Claim>();
  for (const id of input.ids) {
    const of = seen?.robot.id === id ? seen : id;
    const { robot, claim } = await manageableRobot(caller, of, "robot.delete", "robot:delete");
    robots.push(robot);
    claims.set(claim.projectId, claims.get(claim.projectId) ?? claim);
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
      await auditChange(tx, caller, "robot.delete", robot, { before: editFacts(robot.home, robot) });
  };
  await writeAs(claim, remove, { also });
}
