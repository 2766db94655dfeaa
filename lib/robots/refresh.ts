import type { Caller } from "@/lib/access/caller";
import { writeAs } from "@/lib/authority/claim";
import { auditChange, changeRobot } from "./change";
import type { RevealedSecret } from "./creation";
import { isCurrentSecret, newSecret } from "./new-secret";
import { assertOwnRefresh, isLost, REFRESH, refreshableRobot } from "./own-refresh";
import type { Robot } from "./robot";
import { rotateSecret } from "./rotation";
import type { Rotation } from "./rotation-plan";
import type { RefreshSecretInput } from "./secret-schema";
import type { LoadedRobot } from "./stored";

/** `oldSecretEndsAt`: Unix epoch seconds, null if the old secret stopped. */
export type RefreshedSecret = RevealedSecret & { oldSecretEndsAt: number | null };

type Refresh = Omit<RefreshSecretInput, "grace"> & {
  grace?: Rotation["grace"];
  /** A manual secret must differ from the current one even if that stops. */
  mustDiffer?: boolean;
};

/**
 * Replaces a robot's secret, by a generated or a manual one. The old one stops working, or keeps working for a while. Only
 * this reply includes the new one. Of two refreshes at once exactly one succeeds. A robot may refresh its own secret with
 * the permission for it.
 * @param seen the robot, if the request has read it already
 * @throws AppError NOT_FOUND or FORBIDDEN by role or permission; UNPROCESSABLE when a manual secret breaks a rule or the
 * policy doesn't allow the grace or the expiry; CONFLICT when the robot changed meanwhile; UNAVAILABLE when too many
 * secrets are being hashed
 */
export async function refreshSecret(caller: Caller, input: Refresh, seen?: LoadedRobot): Promise<RefreshedSecret> {
  const { robot, claim } = await refreshableRobot(caller, seen ?? input.id);
  const { renewal = { kind: "keep" }, leaked = false } = input;
  const grace = await graceOf(input);
  if (caller.type === "robot") assertOwnRefresh(caller, robot, { grace, renewal, leaked });
  const login = caller.type === "robot" ? caller.login : undefined;
  // A robot's secret must still be the one it logged in with.
  const version = login?.version ?? input.version ?? robot.version;
  const isAgain = login?.usedOldSecret || (input.again && isLost(caller, robot.secrets));
  const keepsOld = robot.secrets.isStopped || Boolean(isAgain);
  // Clients of Harbor's API may set the secret that the robot has already.
  const mustDiffer = input.mustDiffer || leaked || grace.kind === "for" || grace.kind === "until";
  const { secret, secretHash, kind } = await newSecret(robot.id, { secret: input.secret, mustDiffer });
  const made = await writeAs(claim, async (tx) => {
    const rotation = { ...input, secretHash, grace, renewal, leaked, keepsOld };
    const { change, ...rotated } = await rotateSecret(tx, caller, robot, rotation);
    await changeRobot(tx, caller, robot, version, change);
    await auditChange(tx, caller, REFRESH, robot, { kind, ...auditFacts(robot, rotated, leaked) });
    return rotated;
  });
  const { id, loginName, createdAt } = robot;
  return { id, loginName, createdAt, secret, ...made };
}

/** A client of Harbor's API may set the secret that the robot has already: then no old one remains. */
async function graceOf({ id, grace = { kind: "none" }, secret }: Refresh): Promise<Rotation["grace"]> {
  const replacesNothing = grace.kind === "policy" && secret !== undefined && (await isCurrentSecret(id, secret));
  return replacesNothing ? { kind: "none" } : grace;
}

/** What the activity tells beyond a plain refresh. */
function auditFacts(robot: Robot, made: Pick<RefreshedSecret, "expiresAt" | "oldSecretEndsAt">, leaked: boolean) {
  return {
    ...(leaked && { reason: "leaked" }),
    ...(made.oldSecretEndsAt !== null && { oldSecretEndsAt: made.oldSecretEndsAt }),
    ...(made.expiresAt !== robot.expiresAt && { expiresAt: made.expiresAt }),
  };
}
