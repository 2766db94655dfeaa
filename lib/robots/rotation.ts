import { type Caller, callerName } from "@/lib/access/caller";
import { epochSeconds, expiresAfter } from "@/lib/access/expiry";
import { keepAsOld, retireSecrets } from "../db/retired-secrets";
import type { Tx } from "../db/transaction";
import { assertExpiryAllowed } from "../policies/enforcement";
import { expiryColumns } from "./change";
import { fieldError } from "./field-error";
import { projectIdOf } from "./home";
import { oldSecretColumns } from "./old-secret";
import type { Robot } from "./robot";
import type { Rotation } from "./rotation-plan";
import { NO_OLD_SECRET, type SecretChange, UNUSED_SECRET } from "./secret-columns";
import { forgetRetired } from "./secret-end";
import type { Renewal } from "./secret-schema";

/** What a rotation writes besides the version, and what became of the robot. */
type Rotated = { change: SecretChange; expiresAt: number; oldSecretEndsAt: number | null };

/**
 * Prepares a rotation in its transaction: checks the policy and moves the outgoing secrets. At most two stay live.
 * @throws AppError UNPROCESSABLE on the fields `grace` and `renewal`, when the policy doesn't allow them
 */
export async function rotateSecret(tx: Tx, caller: Caller, robot: Robot, rotation: Rotation): Promise<Rotated> {
  const at = new Date();
  const expiresAt = await renewedExpiry(tx, robot, rotation.renewal, epochSeconds(at));
  const old = await oldSecretColumns(tx, { robot, rotation, expiresAt, at });
  const keepsCurrent = old !== null && !rotation.keepsOld;
  await retireSecrets(tx, robot.id, {
    current: !keepsCurrent,
    old: keepsCurrent || old === null,
    reason: rotation.leaked ? "leaked" : "replaced",
    at,
  });
  await forgetRetired(tx, robot.id);
  if (keepsCurrent) await keepAsOld(tx, robot.id);
  const change = {
    secretHash: rotation.secretHash,
    secretChangedAt: at,
    secretChangedByName: callerName(caller),
    ...UNUSED_SECRET,
    ...(old ?? NO_OLD_SECRET),
    ...expiryColumns(robot, expiresAt),
  };
  return { change, expiresAt, oldSecretEndsAt: old && Number(old.oldSecretEndsAt) };
}

async function renewedExpiry(tx: Tx, robot: Robot, renewal: Renewal, now: number): Promise<number> {
  if (renewal.kind === "keep") return robot.expiresAt;
  const expiresAt = renewal.kind === "days" ? expiresAfter(renewal.days, now) : renewal.at;
  if (expiresAt <= now) throw fieldError("renewal", "Choose a date in the future.");
  await assertExpiryAllowed(tx, { projectId: projectIdOf(robot.home), expiresAt, now, field: "renewal" });
  return expiresAt;
}
