import { type Caller, callerId, callerName, type RequestContext } from "@/lib/access/caller";
import { insertRows } from "../db/bulk-insert";
import { type Tx, withTransaction } from "../db/transaction";
import { AppError, type ErrorCode } from "../errors";
import { eventOf } from "../events/from-audit";
import { recordChange } from "../events/record";
import type { AuditAction, AuditResult, AuditSubject } from "./schema";

/** The name in a failed sign-in can be arbitrarily long. */
const NAME_LIMIT = 255;

/** "anonymous" is for example a failed sign-in; "system" is the instance itself. */
export type AuditActor = Caller | (RequestContext & { type: "anonymous" | "system"; name: string });

type AuditInput = AuditSubject & {
  actor: AuditActor;
  action: AuditAction;
  result?: AuditResult;
  /** Never contains a secret. */
  details?: Record<string, unknown>;
};

/**
 * Writes an audit row in the transaction of the change, so that neither exists without the other.
 * @returns the row's id
 */
export async function recordAudit(tx: Tx, input: AuditInput): Promise<number> {
  const row = await tx.auditEvent.create({ data: rowOf(input), select: { id: true } });
  await recordEvent(tx, input);
  return row.id;
}

/** Writes many audit rows at once, and no events: what they are part of has one of its own. */
export async function recordAudits(tx: Tx, inputs: readonly AuditInput[]): Promise<void> {
  const at = new Date();
  await insertRows(
    tx,
    "AuditEvent",
    inputs.map((input) => ({ at, ...rowOf(input) })),
  );
}

function rowOf(input: AuditInput) {
  const { actor, action, result = "success", project, robot, targetName, details = {} } = input;
  return {
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
  };
}

/** Every change is recorded here, so no verb can forget its event. */
async function recordEvent(tx: Tx, input: AuditInput): Promise<void> {
  const { actor, action, result = "success", project = null, robot = null, targetName: subject, details = {} } = input;
  const type = eventOf(action, result);
  if (!type) return;
  const name = clean(isCaller(actor) ? callerName(actor) : actor.name);
  const by = { type: actor.type, name, ...(actor.address !== null && { address: actor.address }) };
  await recordChange(tx, { type, actor: by, project, robot, subject, details });
}

/** Writes an audit row, then throws. NOT_FOUND hides that the target exists. */
export async function refuse(
  input: Omit<AuditInput, "result" | "details">,
  code: Extract<ErrorCode, "FORBIDDEN" | "DENIED" | "NOT_FOUND">,
  message: string,
): Promise<never> {
  await withTransaction((tx) => recordAudit(tx, { ...input, result: "refused", details: { code } }));
  throw new AppError(code, message);
}

export const isCaller = (actor: AuditActor): actor is Caller => actor.type === "user" || actor.type === "robot";

/** Postgres cannot store NUL. */
const clean = (name: string) => name.replaceAll("\0", "").toWellFormed().slice(0, NAME_LIMIT);
