import type { Caller } from "@/lib/access/caller";
import { type Grant, storedGrant } from "@/lib/access/grants";
import { type ProjectRole, projectRole } from "@/lib/access/roles";
import { personNow, robotNow } from "@/lib/db/standing";
import type { Tx } from "@/lib/db/transaction";
import { AppError, type ErrorCode } from "@/lib/errors";

/** Who somebody is, and what they are in the project that it is about; a robot, or without a project: null. */
export type Standing = { caller: Caller; role: ProjectRole };

/** Why somebody may not, and what they are told. */
export type Denial = {
  code: Extract<ErrorCode, "UNAUTHORIZED" | "FORBIDDEN" | "DENIED" | "NOT_FOUND">;
  message: string;
};

const denied = (message: string): Denial => ({ code: "UNAUTHORIZED", message });

/**
 * How a caller stands at this moment, which then stays so until the transaction ends; a denial when they could not even
 * sign in any more.
 * @param gone what is said when the project is not there any more
 * @throws AppError NOT_FOUND without the project
 */
export async function standingNow(
  tx: Tx,
  caller: Caller,
  { projectId, gone }: { projectId: number | null; gone: string },
): Promise<Standing | Denial> {
  const [found, inProject] = await (caller.type === "user"
    ? personStanding(tx, caller, projectId)
    : robotStanding(tx, caller, projectId));
  if ("caller" in found && projectId !== null && inProject === null) throw new AppError("NOT_FOUND", gone);
  return found;
}

type Found = [Standing | Denial, inProject: number | null];

async function personStanding(
  tx: Tx,
  caller: Extract<Caller, { type: "user" }>,
  projectId: number | null,
): Promise<Found> {
  const row = await personNow(tx, caller.id, projectId);
  if (!row) return [denied("You’ve been signed out. Sign in again."), null];
  if (row.disabled) return [denied("This account is disabled. Ask a system admin to enable it."), null];
  const now = { ...caller, isAdmin: Boolean(row.isAdmin) };
  const role = projectId === null ? null : projectRole(now, row.role ?? undefined);
  return [{ caller: now, role }, row.inProject];
}

async function robotStanding(
  tx: Tx,
  caller: Extract<Caller, { type: "robot" }>,
  projectId: number | null,
): Promise<Found> {
  const rows = await robotNow(tx, caller.robotId, projectId);
  const [row] = rows;
  if (!row) return [denied("This robot account no longer exists."), null];
  const expiresAt = Number(row.expiresAt);
  if (row.disabled) return [denied("This robot account is disabled."), null];
  if (Date.now() / 1000 >= expiresAt) return [denied("This robot account has expired."), null];
  const grants: Grant[] = rows.flatMap((each) => storedGrant(each) ?? []);
  return [{ caller: { ...caller, grants, expiresAt }, role: null }, row.inProject];
}
