import { createHash, randomBytes } from "node:crypto";
import { epochSeconds, fromStoredExpiry, statusOf } from "@/lib/access/expiry";
import { isUniqueViolation } from "../db/errors";
import { onCommit, type Tx } from "../db/transaction";
import { wakeRunner } from "../jobs/wake";
import type { EventData, EventRobot, EventType, RobotFacts } from "./schema";

export type Change = {
  type: EventType;
  actor: EventData["actor"];
  project: { id: number; name: string } | null;
  robot: RobotFacts | null;
  subject: string | undefined;
  details: Record<string, unknown>;
};

/** Larger details are replaced by the names of what changed: a payload stays below 4 kB. */
const MAX_DETAILS = 1500;

/** Writes the event of a change in the change's transaction. */
export async function recordChange(tx: Tx, change: Change): Promise<void> {
  const { type, actor, project, robot, subject, details } = change;
  const data: EventData = {
    ...(robot && { robot: await eventRobot(tx, robot, project?.name ?? null, change) }),
    ...(project && { project: project.name }),
    ...(subject !== undefined && { subject }),
    actor,
    ...(Object.keys(details).length > 0 && { changes: shortened(details) }),
    url: pathOf(type, robot, project),
  };
  await insertEvent(tx, { key: newKey(), type, projectId: project?.id ?? null, robotId: robot?.id ?? null, data });
}

type NewEvent = {
  key: string;
  at?: Date;
  type: EventType;
  projectId: number | null;
  robotId: number | null;
  data: EventData;
};

/** Writes an event, and wakes the runner once it is committed. */
export async function insertEvent(tx: Tx, { data, ...columns }: NewEvent): Promise<void> {
  await tx.event.create({ data: { ...columns, data: JSON.stringify(data) }, select: { id: true } });
  onCommit(wakeRunner);
}

const newKey = () => `evt_${randomBytes(18).toString("base64url")}`;

/** The key of something that no change caused: the same fact gets the same key on every instance. */
export function keyOf(...fact: readonly (string | number)[]): string {
  return `evt_${createHash("sha256").update(JSON.stringify(fact)).digest("base64url").slice(0, 24)}`;
}

/** @returns false if the event exists already */
export async function unlessTold(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

type After = { expiresAt?: unknown; disabled?: unknown };

/** The robot as the change left it. Reads it only if the change doesn't say. */
async function eventRobot(tx: Tx, robot: RobotFacts, project: string | null, change: Change): Promise<EventRobot> {
  const after = (change.details.after ?? {}) as After;
  const told = typeof after.expiresAt === "number" ? after.expiresAt : robot.expiresAt;
  const known = told === undefined ? await storedFacts(tx, robot) : { ...robot, expiresAt: told };
  const disabled = change.type === "robot.disabled" || (change.type !== "robot.enabled" && isDisabled(after, known));
  return {
    id: robot.id,
    name: robot.loginName,
    project,
    level: project === null ? "system" : "project",
    expires_at: known.expiresAt,
    status: statusOf({ disabled, expiresAt: known.expiresAt }, epochSeconds()),
    last_used_at: known.lastUsedAt?.toISOString() ?? null,
  };
}

const isDisabled = (after: After, known: { disabled?: boolean }) => after.disabled === true || known.disabled === true;

async function storedFacts(tx: Tx, robot: RobotFacts): Promise<RobotFacts & { expiresAt: number }> {
  const columns = { expiresAt: true, disabled: true, lastUsedAt: true } as const;
  const row = await tx.robot.findUnique({ where: { id: robot.id }, select: columns });
  return row ? { ...robot, ...row, expiresAt: fromStoredExpiry(row.expiresAt) } : { ...robot, expiresAt: -1 };
}

function shortened(details: Record<string, unknown>): Record<string, unknown> {
  if (JSON.stringify(details).length <= MAX_DETAILS) return details;
  const [before, after] = [details.before, details.after].map((side) => (side ?? {}) as Record<string, unknown>);
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  return { changed: names.slice(0, 20) };
}

function pathOf(type: EventType, robot: RobotFacts | null, project: { name: string } | null): string {
  const home = project ? `/projects/${encodeURIComponent(project.name)}` : "";
  if (robot) return type === "robot.deleted" ? `${home}/robots` : `${home}/robots/${robot.id}`;
  if (type === "project.deleted") return "/projects";
  if (type.startsWith("member.")) return `${home}/members`;
  if (type.startsWith("signing-key.")) return "/settings/registry";
  if (type === "import.applied") return "/settings/move-in";
  if (type === "policy.updated") return project ? `${home}/settings` : "/settings/policies";
  if (type === "endpoint.disabled") return project ? `${home}/webhooks` : "/settings/webhooks";
  return home ? `${home}/robots` : "/projects";
}
