import type { Actor } from "@/lib/access/caller";
import { writeAs } from "@/lib/authority/claim";
import { forgetOldest, retireSecrets } from "../db/retired-secrets";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { manageableRobot } from "./access";
import { auditChange, changeRobot } from "./change";
import { NO_OLD_SECRET } from "./secret-columns";
import type { EndOldSecretInput } from "./secret-schema";
import type { LoadedRobot } from "./stored";

/** Retired secrets that are remembered for each robot. */
const MOST_RETIRED = 5;

export const NO_OLD = "There is no old secret. Reload the page.";

/** Forgets all but a robot's newest retired secrets. */
export function forgetRetired(tx: Tx, robotId: number): Promise<void> {
  return forgetOldest(tx, robotId, MOST_RETIRED);
}

/**
 * Ends a robot's old secret now, for good.
 * @param seen the robot, if the request has read it already
 * @throws AppError NOT_FOUND or FORBIDDEN by role, NOT_FOUND when there is no old secret; CONFLICT when the robot changed
 * after `input.version` was read
 */
export async function endOldSecret(actor: Actor, input: EndOldSecretInput, seen?: LoadedRobot): Promise<void> {
  const action = "robot.end-old-secret";
  const { robot, claim } = await manageableRobot(actor, seen ?? input.id, action);
  const { old } = robot.secrets;
  if (!old) throw new AppError("NOT_FOUND", NO_OLD);
  await writeAs(claim, async (tx) => {
    await retireSecrets(tx, robot.id, { current: false, old: true, reason: "ended", at: new Date() });
    await forgetRetired(tx, robot.id);
    await changeRobot(tx, actor, robot, input.version ?? robot.version, NO_OLD_SECRET);
    await auditChange(tx, actor, action, robot, { oldSecretEndsAt: old.endsAt });
  });
}
