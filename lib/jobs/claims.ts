import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { isUniqueViolation } from "../db/errors";
import { env } from "../env";
import { LEASE_MS, SKEW_MS, type Task } from "./task";

/** Retries after a failure: after one minute, then two, four … but never later than the next run. */
const FIRST_RETRY_MS = 60_000;

type Schedule = { now: Date; dueAt: ReadonlyMap<string, Date>; hasPost: boolean };
type Row = { now: Date; hasPost: boolean | number; name: string | null; dueAt: Date | string | null };

/** The database's time, when each stored task is due and whether there is anything to send, in one statement. */
export async function readSchedule(): Promise<Schedule> {
  const rows = env().DATABASE_PROVIDER === "sqlite" ? await sqliteRows() : await postgresRows();
  const stored = rows.flatMap(({ name, dueAt }) => (name && dueAt ? [[name, new Date(dueAt)] as const] : []));
  return { now: rows[0]?.now ?? new Date(), dueAt: new Map(stored), hasPost: Boolean(rows[0]?.hasPost) };
}

async function sqliteRows(): Promise<Row[]> {
  const now = new Date();
  const rows = await getDb().$queryRaw<Omit<Row, "now">[]>`
    SELECT EXISTS (SELECT 1 FROM "Event" WHERE "handedOn" = FALSE)
             OR EXISTS (SELECT 1 FROM "Outbox" WHERE "state" = 'pending' AND "nextAt" <= ${now}) AS "hasPost",
           t."name", t."dueAt"
    FROM (SELECT 1) one LEFT JOIN "Task" t ON TRUE`;
  return rows.map((row) => ({ now, ...row }));
}

// `statement_timestamp()`, because Postgres doesn’t look up an index by `clock_timestamp()`, which can change meanwhile.
function postgresRows(): Promise<Row[]> {
  return getDb().$queryRaw<Row[]>`
    SELECT clock_timestamp() AT TIME ZONE 'UTC' AS "now",
           EXISTS (SELECT 1 FROM "Event" WHERE "handedOn" = FALSE)
             OR EXISTS (SELECT 1 FROM "Outbox" WHERE "state" = 'pending'
                        AND "nextAt" <= statement_timestamp() AT TIME ZONE 'UTC') AS "hasPost",
           t."name", t."dueAt"
    FROM (SELECT 1) one LEFT JOIN "Task" t ON TRUE`;
}

/** Whether a task is due. A time later than any run could have set was written while the clock was ahead. */
export function isDue({ everyMs }: Task, dueAt: Date, now: Date): boolean {
  const ahead = dueAt.getTime() - now.getTime();
  return ahead <= 0 || ahead > everyMs + SKEW_MS;
}

/** Stores a task that is new, due at once. If another instance was faster, nothing happens. */
export async function storeTask({ name }: Task, now: Date): Promise<void> {
  try {
    await getDb().task.create({ data: { name, dueAt: now }, select: { name: true } });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

/** Of all instances that call this for one due task, exactly one gets true. One statement decides. */
export async function claimTask({ name, everyMs }: Task, by: string, now: Date): Promise<boolean> {
  const { count } = await getDb().task.updateMany({
    where: {
      name,
      AND: [
        { OR: [{ dueAt: { lte: now } }, { dueAt: { gt: later(now, everyMs + SKEW_MS) } }] },
        {
          OR: [
            { leaseUntil: null },
            { leaseUntil: { lte: now } },
            { leaseUntil: { gt: later(now, LEASE_MS + SKEW_MS) } },
          ],
        },
      ],
    },
    data: { leaseUntil: later(now, LEASE_MS), leaseBy: by, lastStartedAt: now },
  });
  return count > 0;
}

/** @returns whether the work is still this instance's */
export async function renewLease({ name }: Task, by: string): Promise<boolean> {
  const leaseUntil = later(await databaseNow(), LEASE_MS);
  const { count } = await getDb().task.updateMany({ where: { name, leaseBy: by }, data: { leaseUntil } });
  return count > 0;
}

export type TaskResult = "done" | "failed" | "stopped";

/** Ends a run. A stopped one stays due, for the next instance. Does nothing if another instance has taken over. */
export async function endRun(task: Task, by: string, result: TaskResult): Promise<void> {
  const { name, everyMs } = task;
  const now = await databaseNow();
  const ended = { leaseUntil: null, leaseBy: null, lastEndedAt: now, lastResult: result };
  const where = { name, leaseBy: by };
  if (result === "stopped") await getDb().task.updateMany({ where, data: ended });
  else if (result === "done")
    await getDb().task.updateMany({ where, data: { ...ended, dueAt: later(now, everyMs), failures: 0 } });
  else {
    const failures = (await getDb().task.findUnique({ where: { name }, select: { failures: true } }))?.failures ?? 0;
    const retryMs = Math.min(everyMs, FIRST_RETRY_MS * 2 ** Math.min(failures, 20));
    const data = { ...ended, dueAt: later(now, retryMs), failures: { increment: 1 } };
    await getDb().task.updateMany({ where, data });
  }
}

const later = (from: Date, ms: number) => new Date(from.getTime() + ms);
