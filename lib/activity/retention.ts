import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "@/lib/access/caller";
import { type RetentionInput, retentionSchema } from "@/lib/audit/schema";
import { type AuditActor, recordAudit } from "@/lib/audit/service";
import { Slices } from "@/lib/audit/slices";
import { admit, instanceClaim, systemAdminsOnly, writeAs } from "@/lib/authority/claim";
import { getDb } from "@/lib/db/client";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors";
import { COUNT_TAKE } from "@/lib/pagination";

const DAY_MS = 86_400_000;
const SYSTEM_ADMINS_ONLY = "Only system admins can change how long activity is kept.";

/** Value: JSON such as `{"days":90}`. Without the row, everything is kept. */
const RETENTION = "audit.retention";

/** These rows say what was deleted and who decided it, so they are never deleted. */
const KEPT_INDEFINITELY = ["audit.purge", "audit.set-retention"];

/** Rows per transaction, and the pause between two: other writers never wait long. */
const BATCH = { first: 50, least: 10, most: 500 };
const PAUSE_MS = 20;

/** Days, or null to keep activity indefinitely, as for an unreadable setting. */
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
 * How long activity is kept: whole days, or null for indefinitely.
 * @throws AppError NOT_FOUND for anyone but system admins
 */
export async function getRetention(actor: Actor): Promise<RetentionInput> {
  if (!actor.isAdmin) throw new AppError("NOT_FOUND", "This page does not exist.");
  return { days: await storedDays(getDb()) };
}

/**
 * Sets how long activity is kept. The next purge deletes what is older.
 * @throws AppError FORBIDDEN for anyone but system admins
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
 * How many rows a retention would delete now, counted up to one more than lists show.
 * @throws AppError FORBIDDEN for anyone but system admins
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
  return { at: { lt: cutoff }, action: { notIn: KEPT_INDEFINITELY } };
}

/**
 * Deletes expired activity, oldest first, one batch per transaction. One audit row counts the deleted rows and is updated
 * in each of these transactions. Several instances may purge at once; a change of the setting stops them.
 * @param signal stops the purge between two batches
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

/** May run again after a conflict, so it changes no state outside the transaction. */
async function deleteBatch(tx: Tx, run: PurgeRun, ids: number[]): Promise<Pick<PurgeRun, "rowId" | "count">> {
  const deleted = await tx.auditEvent.deleteMany({ where: { id: { in: ids } } });
  // Another instance was faster.
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
