import { type Caller, callerId, callerName } from "@/lib/access/caller";
import { epochSeconds, expiresAfter, fromStoredExpiry, toStoredExpiry } from "@/lib/access/expiry";
import type { Grant } from "@/lib/access/grants";
import { loginName, MAX_LOGIN_NAME_LENGTH } from "@/lib/access/robot-name";
import { admit, type Claim, writeAs } from "@/lib/authority/claim";
import { generateSecret, hashGeneratedSecret } from "@/lib/credentials/secret";
import { recordAudit } from "../audit/service";
import { isUniqueViolation } from "../db/errors";
import type { Tx } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { assertExpiryAllowed } from "../policies/enforcement";
import { searchText } from "../text";
import type { AccessFacts } from "./change";
import { withinOwn } from "./handing-on";
import { findCollision } from "./stored";

/** The one reply that carries a secret; the keys are those of the export file. */
export type RevealedSecret = {
  creation_time: string;
  /** Unix epoch seconds, -1 for never. */
  expires_at: number;
  id: number;
  name: string;
  secret: string;
};

export const reveal = (
  robot: { id: number; loginName: string; createdAt: Date; expiresAt: bigint },
  secret: string,
): RevealedSecret => ({
  creation_time: robot.createdAt.toISOString(),
  expires_at: fromStoredExpiry(robot.expiresAt),
  id: robot.id,
  name: robot.loginName,
  secret,
});

type NewRobot = {
  /** Its project; null for a system robot. */
  project: { id: number; name: string } | null;
  name: string;
  description: string;
  /** Whole days, or -1 for never. */
  duration: number;
  disabled?: boolean;
  creationKey: string;
};

type StoredGrant = { kind: string; projectId: number | null; access: string };

/**
 * The permissions of a new robot: what is handed on, the rows to store, looked up where the robot is written, and words
 * for the audit row.
 */
export type NewAccess = {
  wanted: readonly Grant[];
  grants: (tx: Tx) => Promise<StoredGrant[]>;
  facts: AccessFacts;
};

/**
 * Writes a new robot with a generated secret, for a verb that has let the caller in.
 * @throws AppError DENIED when a robot would hand on more than it holds, or for longer; UNPROCESSABLE when the login name
 * is too long or the policy does not allow the lifetime; CONFLICT when the name is taken or the same form was sent before
 */
export async function insertRobot(entry: Claim, input: NewRobot, access: NewAccess): Promise<RevealedSecret> {
  const { caller } = entry.seen;
  const { robot, secret } = newRobot(caller, input);
  const claim = withinOwn(entry, access.wanted, robot);
  await admit(claim);
  await assertNoCollision(robot);
  try {
    const { id } = await writeAs(claim, async (tx) => {
      await assertExpiryAllowed(tx, {
        projectId: robot.projectId,
        expiresAt: fromStoredExpiry(robot.expiresAt),
        now: epochSeconds(robot.createdAt),
        field: "duration",
      });
      const grants = { create: await access.grants(tx) };
      const created = await tx.robot.create({ data: { ...robot, grants }, select: { id: true } });
      const { description, expiresAt } = robot;
      const after = { description, ...access.facts, expiresAt: fromStoredExpiry(expiresAt) };
      await recordAudit(tx, {
        actor: caller,
        action: "robot.create",
        project: input.project,
        robot: { id: created.id, loginName: robot.loginName },
        details: { after: robot.disabled ? { ...after, disabled: true } : after },
      });
      return created;
    });
    return reveal({ ...robot, id }, secret);
  } catch (error) {
    if (isUniqueViolation(error)) await assertNoCollision(robot);
    throw error;
  }
}

function newRobot(caller: Caller, { project, name, description, duration, disabled = false, creationKey }: NewRobot) {
  const prefix = env().ROBOT_NAME_PREFIX;
  const wanted = loginName(prefix, project?.name ?? null, name);
  if (wanted.length > MAX_LOGIN_NAME_LENGTH)
    throw nameError(
      "UNPROCESSABLE",
      `The login name would be ${wanted.length} characters long. The maximum is ${MAX_LOGIN_NAME_LENGTH}.`,
    );
  const secret = generateSecret();
  const createdAt = new Date();
  const robot = {
    loginName: wanted,
    // A person's key and a robot's are apart, whatever their ids.
    creationKey: `${caller.type === "robot" ? "robot-" : ""}${callerId(caller)}:${creationKey}`,
    searchName: searchText(wanted),
    name,
    prefix,
    level: project ? "project" : "system",
    projectId: project?.id ?? null,
    description,
    searchDescription: searchText(description),
    disabled,
    expiresAt: toStoredExpiry(expiresAfter(duration, epochSeconds(createdAt))),
    durationDays: duration,
    secretHash: hashGeneratedSecret(secret),
    creatorType: caller.type === "robot" ? "robot" : "local",
    creatorId: callerId(caller),
    creatorName: callerName(caller),
    updatedByName: callerName(caller),
    createdAt,
    updatedAt: createdAt,
    secretChangedAt: createdAt,
  };
  return { robot, secret };
}

function nameError(code: "UNPROCESSABLE" | "CONFLICT", message: string): AppError {
  return new AppError(code, message, { fields: { name: message } });
}

async function assertNoCollision(wanted: { loginName: string; creationKey: string }): Promise<void> {
  const collision = await findCollision(wanted);
  if (collision === "repeat")
    throw new AppError(
      "CONFLICT",
      `${wanted.loginName} was already created by this form. If you didn’t get its secret, use Refresh secret.`,
    );
  if (collision === "name") throw nameError("CONFLICT", `${wanted.loginName} already exists. Choose another name.`);
}
