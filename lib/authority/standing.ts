import { parseAllowedAddresses } from "@/lib/access/address-list";
import type { Caller } from "@/lib/access/caller";
import { type Grant, storedGrant } from "@/lib/access/grants";
import { type ProjectRole, projectRole } from "@/lib/access/roles";
import { isAllowedFrom } from "@/lib/credentials/allowed-address";
import { personNow, robotNow } from "@/lib/db/standing";
import type { Tx } from "@/lib/db/transaction";
import { AppError, type ErrorCode } from "@/lib/errors";

/** A caller, and a person's role in the project concerned; null for robots and on the instance. */
export type Standing = { caller: Caller; role: ProjectRole };

export type Denial = {
  code: Extract<ErrorCode, "UNAUTHORIZED" | "FORBIDDEN" | "DENIED" | "NOT_FOUND">;
  message: string;
};

const denied = (message: string): Denial => ({ code: "UNAUTHORIZED", message });

/**
 * Reads a caller's current standing and locks it until the transaction ends. Returns a denial when they could no longer
 * sign in.
 * @param gone the message when the project no longer exists
 * @throws AppError NOT_FOUND when the project no longer exists
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
  if (!isAllowedFrom(row.allowedAddresses, caller.address))
    return [denied(`This robot account may not log in from ${caller.address ?? "an unknown address"}.`), null];
  const grants: Grant[] = rows.flatMap((each) => storedGrant(each) ?? []);
  const allowedAddresses = parseAllowedAddresses(row.allowedAddresses);
  return [{ caller: { ...caller, grants, expiresAt, allowedAddresses }, role: null }, row.inProject];
}
