import { type Caller, callerName, type RobotActor } from "@/lib/access/caller";
import { admit, type Claim, type Rule, writeAs } from "@/lib/authority/claim";
import { generateSecret, hashGeneratedSecret, hashManualSecret, verifySecret } from "@/lib/credentials/secret";
import { getDb } from "../db/client";
import { env } from "../env";
import { AppError } from "../errors";
import { manageableRobot, ROBOT_GONE, type RobotTicket } from "./access";
import { auditChange, changeRobot } from "./change";
import type { RevealedSecret } from "./creation";
import { projectIdOf } from "./home";
import type { Robot } from "./robot";
import { fieldError, type Rotation, rotateSecret } from "./rotation";
import { manualSecretSchema, type RefreshSecretInput } from "./schema";
import { type LoadedRobot, loadRobot } from "./stored";

const ACTION = "robot.refresh-secret";
/** A robot that doesn't get the reply with its new secret needs time to ask again. */
const LEAST_OWN_GRACE_SECONDS = 60;

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
  const { grace = { kind: "none" }, renewal = { kind: "keep" }, leaked = false } = input;
  if (caller.type === "robot") assertOwnRefresh(caller, robot, { grace, renewal, leaked });
  const login = caller.type === "robot" ? caller.login : undefined;
  // A robot's secret must still be the one it logged in with.
  const version = login?.version ?? input.version ?? robot.version;
  const keepsOld = robot.secrets.isStopped || (login?.usedOldSecret ?? false);
  const { secret, secretHash, kind } = await newSecret(robot.id, { ...input, grace });
  const made = await writeAs(claim, async (tx) => {
    const rotation = { ...input, secretHash, grace, renewal, leaked, keepsOld };
    const { change, ...rotated } = await rotateSecret(tx, caller, robot, rotation);
    await changeRobot(tx, caller, robot, version, change);
    await auditChange(tx, caller, ACTION, robot, { kind, ...auditFacts(robot, rotated, leaked) });
    return rotated;
  });
  const { id, loginName, createdAt } = robot;
  return { id, loginName, createdAt, secret, ...made };
}

/** What the activity tells beyond a plain refresh. */
function auditFacts(robot: Robot, made: Pick<RefreshedSecret, "expiresAt" | "oldSecretEndsAt">, leaked: boolean) {
  return {
    ...(leaked && { reason: "leaked" }),
    ...(made.oldSecretEndsAt !== null && { oldSecretEndsAt: made.oldSecretEndsAt }),
    ...(made.expiresAt !== robot.expiresAt && { expiresAt: made.expiresAt }),
  };
}

/** As `manageableRobot`; a robot may refresh itself with the permission. */
async function refreshableRobot(caller: Caller, of: number | LoadedRobot): Promise<RobotTicket> {
  const id = typeof of === "number" ? of : of.robot.id;
  if (caller.type !== "robot" || caller.robotId !== id) return manageableRobot(caller, of, ACTION);
  const loaded = typeof of === "number" ? await loadRobot(caller, of) : of;
  if (!loaded) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const { robot } = loaded;
  const project = robot.home.kind === "project" ? robot.home : null;
  const claim: Claim = {
    seen: { caller, role: null },
    attempt: { action: ACTION, robot, project },
    projectId: projectIdOf(robot.home),
    gone: ROBOT_GONE,
    rule: refreshesItself,
  };
  await admit(claim);
  return { robot, claim };
}

const refreshesItself: Rule = ({ caller }) => {
  if (caller.type === "robot" && caller.grants.some(({ access }) => access.includes("robot:rotate-self"))) return null;
  return { code: "FORBIDDEN", message: "This robot account doesn’t have robot:rotate-self." };
};

/**
 * A robot that lost the reply asks again with its old secret. Whoever else holds the old secret can't replace a new one
 * that a person made, or that is in use.
 */
function assertOwnRefresh(
  caller: RobotActor,
  { secrets }: Robot,
  { grace, renewal, leaked }: Pick<Rotation, "grace" | "renewal" | "leaked">,
): void {
  if (!caller.login) throw new AppError("DENIED", "Log in with the robot account’s secret to rotate it.");
  if (renewal.kind !== "keep" || leaked)
    throw new AppError("DENIED", "A robot account can’t change its own expiry or report its own secret.");
  if (grace.kind !== "for" || grace.seconds < LEAST_OWN_GRACE_SECONDS)
    throw fieldError("grace", "A robot account that rotates itself needs a grace of at least 60 seconds.");
  const isLost = secrets.old !== null && secrets.changedBy === callerName(caller) && secrets.firstUsedAt === null;
  if (caller.login.usedOldSecret && !isLost)
    throw new AppError("DENIED", "Log in with the current secret to rotate it.");
}

async function newSecret(id: number, { secret, grace, leaked, mustDiffer }: Refresh) {
  if (secret === undefined) {
    const generated = generateSecret();
    return { secret: generated, secretHash: hashGeneratedSecret(generated), kind: "generated" };
  }
  assertManualSecret(secret);
  // Clients of Harbor's API may set the secret that the robot has already.
  if (mustDiffer || leaked || grace?.kind === "for" || grace?.kind === "until") await assertDiffers(id, secret);
  return { secret, secretHash: await hashManualSecret(secret), kind: "manual" };
}

function assertManualSecret(secret: string): void {
  const checked = manualSecretSchema(env().ROBOT_SECRET_MAX_LENGTH).safeParse(secret);
  if (checked.success) return;
  throw fieldError("secret", checked.error.issues[0]?.message ?? "This secret is not allowed.");
}

async function assertDiffers(id: number, secret: string): Promise<void> {
  const stored = await getDb().robot.findUnique({ where: { id }, select: { secretHash: true } });
  if (!stored || !(await verifySecret(stored.secretHash, secret))) return;
  throw fieldError("secret", "This is the secret that the robot has now. Enter a different one.");
}
