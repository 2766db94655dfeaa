import { epochSeconds, NEVER } from "@/lib/access/expiry";
import type { Tx } from "../db/transaction";
import { graceFault, maxGraceSeconds } from "../policies/grace";
import { policyFor } from "../policies/stored";
import { fieldError } from "./field-error";
import { projectIdOf } from "./home";
import type { Robot } from "./robot";
import type { Rotation } from "./rotation-plan";

type Outgoing = { robot: Robot; rotation: Rotation; expiresAt: number; at: Date };

/**
 * The columns of the old secret; null if none keeps working. Kept by several refreshes, it still ends at the latest as
 * long after the first of them as the policy allows.
 * @throws AppError UNPROCESSABLE on the field `grace`, when it is past or the policy doesn't allow it
 */
export async function oldSecretColumns(tx: Tx, { robot, rotation, expiresAt, at }: Outgoing) {
  const { grace, fromFirstUse = false, keepsOld, leaked } = rotation;
  const { secrets } = robot;
  if (grace.kind === "none" || leaked || (keepsOld && !secrets.old)) return null;
  const now = epochSeconds(at);
  // A clock that is behind would otherwise stop the old secret without a word.
  if (grace.kind === "until" && grace.at <= now) throw fieldError("grace", "Choose a time in the future.");
  const policy = await policyFor(tx, projectIdOf(robot.home));
  const seconds = secondsOf(grace, Math.min(policy.apiGraceSeconds ?? 0, maxGraceSeconds(policy)), now);
  const fault = graceFault(policy, seconds);
  if (fault) throw fieldError("grace", fault);
  const waits = fromFirstUse && grace.kind === "for";
  const wanted = now + (waits ? maxGraceSeconds(policy) : seconds);
  const since = (keepsOld && secrets.old?.since) || at;
  const latest = epochSeconds(since) + maxGraceSeconds(policy);
  const end = Math.min(wanted, latest, expiresAt === NEVER ? latest : expiresAt);
  if (end <= now) return null;
  const use = keepsOld && secrets.old ? secrets.old : secrets;
  return {
    oldSecretEndsAt: BigInt(end),
    oldSecretReplacedAt: at,
    oldSecretSince: since,
    oldSecretGrace: waits ? seconds : null,
    oldSecretUsedAt: use.usedAt,
    oldSecretUsedAddress: use.usedAddress,
  };
}

function secondsOf(grace: Exclude<Rotation["grace"], { kind: "none" }>, ofPolicy: number, now: number): number {
  if (grace.kind === "policy") return ofPolicy;
  return grace.kind === "for" ? grace.seconds : grace.at - now;
}
