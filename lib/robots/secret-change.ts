import type { Actor } from "@/lib/access/caller";
import { epochSeconds, NEVER } from "@/lib/access/expiry";
import { writeAs } from "@/lib/authority/claim";
import { AppError } from "../errors";
import { graceFault } from "../policies/grace";
import { policyFor } from "../policies/stored";
import { manageableRobot } from "./access";
import { auditChange, changeRobot } from "./change";
import { fieldError } from "./field-error";
import { projectIdOf } from "./home";
import { NO_OLD } from "./secret-end";
import type { ChangeOldSecretInput } from "./secret-schema";
import type { LoadedRobot } from "./stored";

/**
 * Changes when a robot's old secret ends. The policy's maximum counts from when it was replaced.
 * @returns the new end in Unix epoch seconds: never after the robot's expiry
 * @param seen the robot, if the request has read it already
 * @throws AppError NOT_FOUND or FORBIDDEN by role, NOT_FOUND when there is no old secret; UNPROCESSABLE when the end is
 * past or later than the policy allows; CONFLICT when the robot changed after `input.version` was read
 */
export async function changeOldSecret(actor: Actor, input: ChangeOldSecretInput, seen?: LoadedRobot): Promise<number> {
  const action = "robot.change-old-secret";
  const { robot, claim } = await manageableRobot(actor, seen ?? input.id, action);
  const { old } = robot.secrets;
  if (!old) throw new AppError("NOT_FOUND", NO_OLD);
  const { expiresAt } = robot;
  const endsAt = expiresAt === NEVER ? input.endsAt : Math.min(input.endsAt, expiresAt);
  return writeAs(claim, async (tx) => {
    if (endsAt <= epochSeconds()) throw fieldError("grace", "Choose a time in the future, or end the old secret now.");
    const policy = await policyFor(tx, projectIdOf(robot.home));
    const fault = graceFault(policy, endsAt - epochSeconds(old.since));
    if (fault) throw fieldError("grace", fault);
    const data = { oldSecretEndsAt: BigInt(endsAt), oldSecretGrace: null };
    await changeRobot(tx, actor, robot, input.version ?? robot.version, data);
    const [before, after] = [{ oldSecretEndsAt: old.endsAt }, { oldSecretEndsAt: endsAt }];
    await auditChange(tx, actor, action, robot, { before, after });
    return endsAt;
  });
}
