import { formatAllowedAddresses } from "@/lib/access/address-list";
import { type Caller, callerId, callerName } from "@/lib/access/caller";
import { epochSeconds, expiresAfter, toStoredExpiry } from "@/lib/access/expiry";
import { loginName, MAX_LOGIN_NAME_LENGTH } from "@/lib/access/robot-name";
import { generateSecret, hashGeneratedSecret } from "@/lib/credentials/secret";
import { env } from "../env";
import { AppError } from "../errors";
import { searchText } from "../text";
import { projectIdOf, projectNameOf, type RobotHome } from "./home";
import { type CreateRobotInput, plainColumns } from "./schema";
import { findCollision } from "./stored";

/** A robot with its secret: the only reply that ever includes one. */
export type RevealedSecret = {
  id: number;
  loginName: string;
  createdAt: Date;
  /** Unix epoch seconds, -1 for never. */
  expiresAt: number;
  secret: string;
};

/**
 * The row of a new robot, and its generated secret.
 * @throws AppError UNPROCESSABLE when the login name is too long
 */
export function newRobot(caller: Caller, home: RobotHome, input: CreateRobotInput) {
  const { name, duration, disabled = false, creationKey } = input;
  const prefix = env().ROBOT_NAME_PREFIX;
  const wanted = loginName(prefix, projectNameOf(home), name);
  if (wanted.length > MAX_LOGIN_NAME_LENGTH)
    throw nameError(
      "UNPROCESSABLE",
      `The login name would be ${wanted.length} characters long. The maximum is ${MAX_LOGIN_NAME_LENGTH}.`,
    );
  const secret = generateSecret();
  const createdAt = new Date();
  const row = {
    loginName: wanted,
    // People and robots are numbered separately, so the same id must not make the same key.
    creationKey: `${caller.type === "robot" ? "robot-" : ""}${callerId(caller)}:${creationKey}`,
    searchName: searchText(wanted),
    name,
    prefix,
    level: home.kind === "project" ? "project" : "system",
    projectId: projectIdOf(home),
    ...plainColumns({ contact: "", ...input }),
    searchDescription: searchText(input.description),
    allowedAddresses: formatAllowedAddresses(input.allowedAddresses ?? []),
    managedBy: input.managedBy ?? "",
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
    secretChangedByName: callerName(caller),
  };
  return { row, secret };
}

function nameError(code: "UNPROCESSABLE" | "CONFLICT", message: string): AppError {
  return new AppError(code, message, { fields: { name: message } });
}

/** @throws AppError CONFLICT when the name is taken or the form was submitted before */
export async function assertNoCollision(wanted: { loginName: string; creationKey: string }): Promise<void> {
  const collision = await findCollision(wanted);
  if (collision === "repeat")
    throw new AppError(
      "CONFLICT",
      `${wanted.loginName} was already created by this form. If you didn’t get its secret, use Refresh secret.`,
    );
  if (collision === "name") throw nameError("CONFLICT", `${wanted.loginName} already exists. Choose another name.`);
}
