import { type Caller, callerId, callerName, type RequestContext } from "@/lib/access/caller";
import { type Tx, withTransaction } from "../db/transaction";
import { AppError, type ErrorCode } from "../errors";
import type { AuditAction, AuditResult, AuditSubject } from "./schema";

/** Longest actor or target name that a row keeps; a failed sign-in may carry anything. */
const NAME_LIMIT = 255;

/** Who did it: a signed-in person, a robot, somebody who is neither (a failed sign-in), or the instance itself. */
export type AuditActor = Caller | (RequestContext & { type: "anonymous" | "system"; name: string });

type AuditInput = AuditSubject & {
  actor: AuditActor;
  action: AuditAction;
  result?: AuditResult;
  /** Before and after, or a reason. Never a secret. */
  details?: Record<string, unknown>;
};

/**
 * Writes an audit row in the transaction of the change it tells of: without the row there is no change.
 * @returns the row's id
 */
export async function recordAudit(tx: Tx, input: AuditInput): Promise<number> {
  const { actor, action, result = "success", project, robot, targetName, details = {} } = input;
  const row = await tx.auditEvent.create({
    data: {
      actorType: actor.type,
      actorId: isCaller(actor) ? callerId(actor) : null,
      actorName: clean(isCaller(actor) ? callerName(actor) : actor.name),
      action,
      result,
      projectId: project?.id ?? null,
      projectName: project?.name ?? null,
      robotId: robot?.id ?? null,
      robotName: robot?.loginName ?? null,
      targetName: targetName === undefined ? null : clean(targetName),
      address: actor.address,
      requestId: actor.requestId,
      details: JSON.stringify(details),
    },
    select: { id: true },
  });
  return row.id;
}

/** Refuses an action: leaves an audit row, then throws. `code` is NOT_FOUND when the caller may not know that the thing exists. */
export async function refuse(
  input: Omit<AuditInput, "result" | "details">,
  code: Extract<ErrorCode, "FORBIDDEN" | "DENIED" | "NOT_FOUND">,
  message: string,
): Promise<never> {
  await withTransaction((tx) => recordAudit(tx, { ...input, result: "refused", details: { code } }));
  throw new AppError(code, message);
}

/** Whether it is a person or a robot, who may be asked about again. */
export function isCaller(actor: AuditActor): actor is Caller {
  return actor.type === "user" || actor.type === "robot";
}

/** Without NUL, which Postgres cannot store, and no longer than a column needs. */
function clean(name: string): string {
  return name.replaceAll("\0", "").toWellFormed().slice(0, NAME_LIMIT);
}
