import { epochSeconds } from "@/lib/access/expiry";
import { Slices } from "../audit/slices";
import { type RobotTally, tallyRobots } from "../db/all-robots";
import { getDb } from "../db/client";
import { EVERYTHING, SYSTEM_ROBOTS } from "../db/login-usage";
import { withTransaction } from "../db/transaction";
import type { Task } from "../jobs/task";
import { policyGroups } from "../policies/stored";
import { type RobotFilter, traitsAcross } from "../robots/filters";

/** Ids per slice: SQLite has one thread, so no statement may take long. */
const SLICE = { first: 500, least: 200, most: 5_000 };
const DAY_MS = 86_400_000;
/** Rows per statement. */
const WRITTEN_AT_ONCE = 500;

/** The filter whose robots each number counts, and that it links to. */
export const COUNTED_FILTERS = {
  expiring: "expires-30",
  expired: "expired",
  idle: "idle",
  outside: "outside",
} as const satisfies Record<string, RobotFilter>;

type Counts = RobotTally & { failedLogins: number };

/** Counts robots for the home page, which then reads one row. */
export const countersTask: Task = {
  name: "robots.counts",
  everyMs: 300_000,
  by: "one",
  run: (signal) => countRobots(signal),
};

/** Counts every robot once, slice by slice, and stores what changed. A run that is stopped stores nothing. */
export async function countRobots(signal: AbortSignal, now = new Date()): Promise<void> {
  const counts = await tallyAll(signal, epochSeconds(now));
  if (!counts) return;
  for (const { projectId, _count } of await failedLogins(now)) {
    const key = projectId ?? SYSTEM_ROBOTS;
    counts.set(key, { ...(counts.get(key) ?? empty(key)), failedLogins: _count._all });
  }
  const all = [...counts.values()].reduce(
    (sum, one) => ({
      projectId: EVERYTHING,
      total: sum.total + one.total,
      expiring: sum.expiring + one.expiring,
      expired: sum.expired + one.expired,
      idle: sum.idle + one.idle,
      outside: sum.outside + one.outside,
      failedLogins: sum.failedLogins + one.failedLogins,
    }),
    empty(EVERYTHING),
  );
  await store([...counts.values()], all, now);
}

const empty = (projectId: number): Counts => ({
  ...{ projectId, total: 0, expiring: 0, expired: 0, idle: 0, outside: 0, failedLogins: 0 },
});

async function tallyAll(signal: AbortSignal, now: number): Promise<Map<number, Counts> | null> {
  const policies = await policyGroups(getDb());
  const of = (key: RobotFilter) => traitsAcross(key, now, policies);
  const { expiring, expired, idle, outside } = COUNTED_FILTERS;
  const traits = { expiring: of(expiring), expired: of(expired), idle: of(idle), outside: of(outside) };
  const last = (await getDb().robot.findFirst({ orderBy: { id: "desc" }, select: { id: true } }))?.id ?? 0;
  const counts = new Map<number, Counts>();
  const slices = new Slices(SLICE);
  for (let after = 0; after < last; ) {
    if (signal.aborted) return null;
    const until = Math.min(after + slices.rows, last);
    for (const tally of await slices.run(() => tallyRobots(traits, after, until))) {
      const known = counts.get(tally.projectId) ?? empty(tally.projectId);
      counts.set(tally.projectId, {
        ...known,
        total: known.total + tally.total,
        expiring: known.expiring + tally.expiring,
        expired: known.expired + tally.expired,
        idle: known.idle + tally.idle,
        outside: known.outside + tally.outside,
      });
    }
    after = until;
  }
  return counts;
}

/** Rows of the log, one a name, network and hour: as many as the linked page lists. */
function failedLogins(now: Date) {
  return getDb().auditEvent.groupBy({
    by: ["projectId"],
    where: { action: "robot.log-in", result: "failed", at: { gte: new Date(now.getTime() - DAY_MS) } },
    _count: { _all: true },
  });
}

/** Replaces rows that changed, in one transaction, so that a reader sees the numbers of one run. */
async function store(counts: readonly Counts[], all: Counts, countedAt: Date): Promise<void> {
  const keys = ["total", "expiring", "expired", "idle", "outside", "failedLogins"] as const;
  const stored = await getDb().robotCount.findMany({ where: { projectId: { not: EVERYTHING } } });
  const known = new Map(stored.map((row) => [row.projectId, row]));
  const present = new Set(counts.map(({ projectId }) => projectId));
  const changed = counts.filter((row) => keys.some((key) => known.get(row.projectId)?.[key] !== row[key]));
  const gone = stored.filter(({ projectId }) => !present.has(projectId));
  const replaced = [EVERYTHING, ...[...changed, ...gone].map(({ projectId }) => projectId)];
  const added = [all, ...changed].map((row) => ({ ...row, countedAt }));
  await withTransaction(async (tx) => {
    for (const ids of chunks(replaced)) await tx.robotCount.deleteMany({ where: { projectId: { in: ids } } });
    for (const data of chunks(added)) await tx.robotCount.createMany({ data });
  });
}

function chunks<T>(rows: readonly T[]): T[][] {
  const starts = Array.from({ length: Math.ceil(rows.length / WRITTEN_AT_ONCE) }, (_, at) => at * WRITTEN_AT_ONCE);
  return starts.map((start) => rows.slice(start, start + WRITTEN_AT_ONCE));
}
