import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "@/lib/access/caller";
import { type RetentionInput, retentionSchema } from "@/lib/audit/schema";
import { type AuditActor, recordAudit } from "@/lib/audit/service";
import { Slices } from "@/lib/audit/slices";
import { admit, instanceClaim, systemAdminsOnly, writeAs } from "@/lib/authority/claim";
import { getDb } from "@/lib/db/client";
import { isUniqueViolation } from "@/lib/db/errors";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors";
import { COUNT_TAKE } from "@/lib/pagination";

const DAY_MS = 86_400_000;
const SYSTEM_ADMINS_ONLY = "Only system admins can change how long activity is kept.";

/** The setting: JSON text like `{"days":90}`; without the row, everything is kept. */
const RETENTION = "audit.retention";
/** When the daily purge was last begun, by whichever instance: ISO 8601. */
const PURGE_BEGUN = "audit.purge-begun";

/** These rows tell what the log lost and who decided it: they stay. */
const KEPT_FOR_EVER = ["audit.purge", "audit.set-retention"];

/** Rows deleted in one transaction, so that others never wait long; and the pause between two, for other writers. */
const BATCH = { first: 50, least: 10, most: 500 };
const PAUSE_MS = 20;

/** Whole days that activity is kept, or null indefinitely. A setting that cannot be read deletes nothing. */
async function storedDays(db: Pick<Tx, "setting">): Promise<number | null> {
  const row = await db.setting.findUnique({ where: { key: RETENTION }, select: { value: true } });
  if (!row) return null;
  try {
    return retentionSchema.parse(JSON.parse(row.value)).days;
  } catch {
    return null;
  }
}

/**
 * How long activity is kept: whole days, or null indefinitely.
 * @throws AppError NOT_FOUND to all but system admins
 */
export async function getRetention(actor: Actor): Promise<RetentionInput> {
  if (!actor.isAdmin) throw new AppError("NOT_FOUND", "This page does not exist.");
  return { days: await storedDays(getDb()) };
}

/**
 * Sets how long activity is kept. What is older goes with the next purge.
 * @throws AppError FORBIDDEN to all but system admins
 */
export async function setRetention(actor: Actor, input: RetentionInput): Promise<void> {
  const action = "audit.set-retention";
  const claim = instanceClaim(actor, { action }, systemAdminsOnly(SYSTEM_ADMINS_ONLY));
  await admit(claim);
  await writeAs(claim, async (tx) => {
    const before = await storedDays(tx);
    const data = { value: JSON.stringify({ days: input.days }), updatedAt: new Date() };
    await tx.setting.upsert({ where: { key: RETENTION }, create: { key: RETENTION, ...data }, update: data });
    if (before !== input.days)
      await recordAudit(tx, { actor, action, details: { before: { days: before }, after: { days: input.days } } });
  });
}

/**
 * How many rows a retention would delete now, counted up to one past the list limit.
 * @throws AppError FORBIDDEN to all but system admins
 */
export async function countOlder(actor: Actor, input: RetentionInput): Promise<number> {
  if (!actor.isAdmin) throw new AppError("FORBIDDEN", SYSTEM_ADMINS_ONLY);
  if (input.days === null) return 0;
  return getDb().auditEvent.count({ where: olderThan(cutoffOf(input.days)), take: COUNT_TAKE });
}

function cutoffOf(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}

function olderThan(cutoff: Date) {
  return { at: { lt: cutoff }, action: { notIn: KEPT_FOR_EVER } };
}

/**
 * Deletes what the retention no longer keeps, oldest first, a batch per transaction. One audit row tells how many rows
 * it was so far: it changes in the same transaction as each batch. Any number of instances may purge at once; a change
 * of the setting stops it.
 * @param signal stops it between two batches
 * @returns how many rows this call deleted
 */
export async function purgeAudit(signal?: AbortSignal): Promise<number> {
  const days = await storedDays(getDb());
  if (days === null) return 0;
  const cutoff = cutoffOf(days);
  const batches = new Slices(BATCH);
  let run: PurgeRun = { cutoff, days, rowId: null, count: 0, isDone: false };
  while (!run.isDone && !signal?.aborted && (await storedDays(getDb())) === days) {
    run = await batches.run((size) => purgeBatch(run, size));
    if (!run.isDone) await sleep(PAUSE_MS, undefined, { ref: false });
  }
  return run.count;
}

type PurgeRun = { cutoff: Date; days: number; rowId: number | null; count: number; isDone: boolean };

async function purgeBatch(run: PurgeRun, size: number): Promise<PurgeRun> {
  const oldest = await getDb().auditEvent.findMany({
    where: olderThan(run.cutoff),
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: size,
    select: { id: true },
  });
  if (oldest.length === 0) return { ...run, isDone: true };
  const ids = oldest.map(({ id }) => id);
  return { ...run, ...(await withTransaction((tx) => deleteBatch(tx, run, ids))) };
}

/** The transaction may be run again after a conflict, so what it learns is only returned. */
async function deleteBatch(tx: Tx, run: PurgeRun, ids: number[]): Promise<Pick<PurgeRun, "rowId" | "count">> {
  const deleted = await tx.auditEvent.deleteMany({ where: { id: { in: ids } } });
  // Another instance was quicker.
  if (deleted.count === 0) return run;
  const count = run.count + deleted.count;
  const details = { count, cutoff: run.cutoff.toISOString(), days: run.days };
  if (run.rowId === null) {
    const actor: AuditActor = { type: "system", name: "system", address: null, requestId: null };
    return { rowId: await recordAudit(tx, { actor, action: "audit.purge", details }), count };
  }
  await tx.auditEvent.updateMany({ where: { id: run.rowId }, data: { details: JSON.stringify(details) } });
  return { rowId: run.rowId, count };
}

/** Purges unless this or another instance did so within the last day. */
export async function purgeIfDue(signal?: AbortSignal): Promise<number> {
  return (await claimDay()) ? purgeAudit(signal) : 0;
}

/** True for exactly one instance per day: of several that read the same last time, one changes it. */
async function claimDay(): Promise<boolean> {
  const now = new Date();
  const data = { value: now.toISOString(), updatedAt: now };
  const last = await getDb().setting.findUnique({ where: { key: PURGE_BEGUN }, select: { value: true } });
  if (last) {
    // A time far ahead is a clock's mistake, and must not keep what is to go until then.
    if (Math.abs(now.getTime() - Date.parse(last.value)) < DAY_MS) return false;
    const { count } = await getDb().setting.updateMany({ where: { key: PURGE_BEGUN, value: last.value }, data });
    return count === 1;
  }
  try {
    await getDb().setting.create({ data: { key: PURGE_BEGUN, ...data }, select: { key: true } });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
