import { epochSeconds, fromStoredExpiry, statusOf } from "@/lib/access/expiry";
import { getDb } from "../db/client";
import { withTransaction } from "../db/transaction";
import { insertEvent, keyOf, unlessTold } from "../events/record";
import type { EventData, EventType } from "../events/schema";
import type { AllRules } from "./stored";
import { openKeys } from "./told";

const DAY_SECONDS = 86_400;
const SLICE = 200;
/** An expiry is told for this long after it, in case no instance ran. */
const LATE_DAYS = 7;

export const ROBOT_COLUMNS = {
  id: true,
  loginName: true,
  level: true,
  projectId: true,
  disabled: true,
  expiresAt: true,
  durationDays: true,
  createdAt: true,
  lastUsedAt: true,
  secretChangedAt: true,
  oldSecretEndsAt: true,
  oldSecretReplacedAt: true,
  oldSecretUsedAddress: true,
  project: { select: { name: true } },
} as const;

export type ScannedRobot = {
  id: number;
  loginName: string;
  level: string;
  projectId: number | null;
  disabled: boolean;
  expiresAt: bigint;
  durationDays: number;
  createdAt: Date;
  lastUsedAt: Date | null;
  secretChangedAt: Date;
  oldSecretEndsAt: bigint | null;
  oldSecretReplacedAt: Date | null;
  oldSecretUsedAddress: string | null;
  project: { name: string } | null;
};

/** An event about a robot that no change caused. */
export type Fact = {
  key: string;
  /** Having told one of these makes it old news. */
  overtakenBy?: readonly string[];
  type: EventType;
  robot: ScannedRobot;
  /** The instance itself if omitted. */
  actor?: EventData["actor"];
  changes?: Record<string, unknown>;
};

const INSTANCE: EventData["actor"] = { type: "system", name: "system" };

/** Writes the facts that haven't been told yet. Two instances that write the same one collide on its key. */
export async function tell(facts: readonly Fact[], at: Date): Promise<void> {
  const keys = facts.flatMap(({ key, overtakenBy = [] }) => [key, ...overtakenBy]);
  const openKey = await openKeys(keys, at);
  for (const fact of facts) {
    const { type, robot, overtakenBy = [] } = fact;
    const key = openKey(fact.key);
    if (key === null || overtakenBy.some((nearer) => openKey(nearer) === null)) continue;
    const row = { key, type, at, projectId: robot.projectId, robotId: robot.id, data: dataOf(fact) };
    await unlessTold(() => withTransaction((tx) => insertEvent(tx, row)));
  }
}

function dataOf({ robot, actor = INSTANCE, changes }: Fact): EventData {
  const expiresAt = fromStoredExpiry(robot.expiresAt);
  const project = robot.project?.name ?? null;
  return {
    robot: {
      ...{ id: robot.id, name: robot.loginName, project, level: project === null ? "system" : "project" },
      expires_at: expiresAt,
      status: statusOf({ disabled: robot.disabled, expiresAt }, epochSeconds()),
      last_used_at: robot.lastUsedAt?.toISOString() ?? null,
    },
    ...(project !== null && { project }),
    actor,
    ...(changes && { changes }),
    url: project === null ? `/robots/${robot.id}` : `/projects/${encodeURIComponent(project)}/robots/${robot.id}`,
  };
}

/** Tells of robots that expire within one of the days, or have just expired. */
export async function scanExpiring(rules: AllRules, now: Date, signal: AbortSignal): Promise<void> {
  const seconds = epochSeconds(now);
  const from = BigInt(seconds - LATE_DAYS * DAY_SECONDS);
  const to = BigInt(seconds + rules.longest * DAY_SECONDS);
  await inSlices(signal, { disabled: false, expiresAt: { gte: from, lte: to } }, (robots) =>
    tell(
      robots.flatMap((robot) => expiryFact(robot, rules, seconds) ?? []),
      now,
    ),
  );
}

/** The nearest reminder that is due; one per band and expiry, so extending a robot starts anew. */
export function expiryFact(robot: ScannedRobot, rules: AllRules, nowSeconds: number): Fact | null {
  const expiresAt = Number(robot.expiresAt);
  const left = Math.ceil((expiresAt - nowSeconds) / DAY_SECONDS);
  const expired = keyOf("robot.expired", robot.id, expiresAt);
  if (left <= 0) return { key: expired, type: "robot.expired", robot };
  const bands = rules.of(robot.projectId).days.filter((days) => days >= left);
  const band = bands.length > 0 ? Math.min(...bands) : null;
  // A robot made for fewer days than the band was never that far from its end.
  if (band === null || robot.durationDays < band) return null;
  const keyOfBand = (days: number) => keyOf("robot.expiring", robot.id, days, expiresAt);
  // A clock that was set back makes a robot as far from its end as before.
  const nearer = rules.of(robot.projectId).days.filter((days) => days < band);
  const overtakenBy = [...nearer.map(keyOfBand), expired];
  return { key: keyOfBand(band), overtakenBy, type: "robot.expiring", robot, changes: { days: left } };
}

type Where = NonNullable<Parameters<ReturnType<typeof getDb>["robot"]["findMany"]>[0]>["where"];

/** Reads robots in slices by id. */
export async function inSlices(
  signal: AbortSignal,
  where: Where,
  work: (robots: ScannedRobot[]) => Promise<void>,
): Promise<void> {
  for (let after = 0; !signal.aborted; ) {
    const robots = await getDb().robot.findMany({
      where: { AND: [where ?? {}, { id: { gt: after } }] },
      orderBy: { id: "asc" },
      take: SLICE,
      select: ROBOT_COLUMNS,
    });
    await work(robots);
    const last = robots.at(-1);
    if (!last || robots.length < SLICE) return;
    after = last.id;
  }
}
