import type { Actor, Caller } from "@/lib/access/caller";
import { admit, instanceClaim, systemAdminsOnly, writeAs } from "@/lib/authority/claim";
import type { AuditAction } from "../audit/schema";
import { recordAudit } from "../audit/service";
import { getDb } from "../db/client";
import { isUniqueViolation } from "../db/errors";
import { continueRobotIdsAfter } from "../db/robot-ids";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { meetOldRegistry, type OldRegistry } from "../registry/ask-old-registry";
import type { Entry } from "./entries";
import { isForgotten } from "./forgotten";
import { type Plan, planImport } from "./plan";
import { readFile } from "./readers";
import { type ImportOptions, type ImportSource, SOURCE_LABELS } from "./schema";
import { storeEntries } from "./store-entries";

const DAY_MS = 86_400_000;

const adminClaim = (actor: Caller, action: AuditAction, targetName: string) =>
  instanceClaim(actor, { action, targetName }, systemAdminsOnly("Only system admins can import robot accounts."));

/**
 * Reads a file and says what applying it would do. Stores the file's entries for {@link applyImport}, and nothing else.
 * @returns the import's id
 * @throws AppError FORBIDDEN for anyone but system admins; BAD_REQUEST for a file that isn't what the source exports;
 * UNPROCESSABLE if the old registry can't be asked about secrets
 */
export async function prepareImport(
  actor: Actor,
  options: ImportOptions,
  file: AsyncIterable<Uint8Array>,
): Promise<{ id: number }> {
  const { source, learn_from: learnFrom, keep_ids: wantsIds } = options;
  const label = SOURCE_LABELS[source];
  const claim = adminClaim(actor, "import.prepare", label);
  await admit(claim);
  const old = learnFrom === undefined ? null : await meet(learnFrom);
  const plan = await planImport(readFile(file, options), { source, wantsIds, canLearn: old !== null });
  const learn = old && {
    learnFrom: old.origin,
    learnRealm: old.realmOrigin,
    learnUntil: new Date(Date.now() + options.learn_days * DAY_MS),
  };
  return writeAs(claim, async (tx) => {
    const id = await storePlan(tx, actor, source, plan, learn ?? {});
    await recordAudit(tx, { actor, action: "import.prepare", targetName: label, details: countsOf(plan) });
    return { id };
  });
}

async function meet(origin: string): Promise<OldRegistry> {
  const met = await meetOldRegistry(origin);
  if (!("fault" in met)) return met;
  const message = `${origin} can’t be asked about secrets: ${met.fault}.`;
  throw new AppError("UNPROCESSABLE", message, { fields: { learn_from: message } });
}

async function storePlan(tx: Tx, actor: Actor, source: ImportSource, plan: Plan, learn: object): Promise<number> {
  const { report, batches, maxId, prefix } = plan;
  const { id } = await tx.import.create({
    data: {
      ...{
        source,
        state: "ready",
        options: JSON.stringify({ maxId }),
        report: JSON.stringify(report),
        prefix,
        ...learn,
      },
      ...{ batches: batches.length, createdById: actor.id, createdByName: actor.username },
    },
    select: { id: true },
  });
  const rows = batches.map((entries, place) => ({ importId: id, place, entries }));
  // In pieces, because a statement's values are held in memory.
  for (let start = 0; start < rows.length; start += BATCHES_AT_ONCE)
    await tx.importBatch.createMany({ data: rows.slice(start, start + BATCHES_AT_ONCE) });
  return id;
}

const BATCHES_AT_ONCE = 50;

function countsOf({ report }: Plan) {
  return { robots: report.robots.new, projects: report.projects.new, members: report.members.new };
}

const GONE = "There is no such import. Dry runs are deleted after a day. Upload the file again.";
const ATTEMPTS = 5;

/**
 * Applies the next batches of an import until `untilMs`, each in a transaction of its own, and at least one. Calls can
 * overlap, and a process that dies leaves whole batches only: the next call goes on.
 * @returns whether all of it is applied
 * @throws AppError FORBIDDEN for anyone but system admins; NOT_FOUND
 */
export async function applyImport(actor: Actor, id: number, untilMs: number): Promise<boolean> {
  const found = await getDb().import.findUnique({
    where: { id },
    select: { source: true, state: true, createdAt: true },
  });
  const claim = adminClaim(actor, "import.apply", found ? SOURCE_LABELS[found.source as ImportSource] : `import ${id}`);
  await admit(claim);
  if (!found || isForgotten(found)) throw new AppError("NOT_FOUND", GONE);
  for (let attempt = 1; ; ) {
    try {
      const isDone = await writeAs(claim, (tx) => applyNext(tx, actor, id));
      if (isDone || Date.now() >= untilMs) return isDone;
      attempt = 1;
    } catch (error) {
      // Somebody created the same robot or project meanwhile: now it is found.
      if (!isUniqueViolation(error) || attempt === ATTEMPTS) throw error;
      attempt += 1;
    }
  }
}

/** @returns whether nothing is left */
async function applyNext(tx: Tx, actor: Actor, id: number): Promise<boolean> {
  // Locks the import, so that two calls take turns.
  await tx.import.updateMany({ where: { id, state: "ready" }, data: { state: "applying" } });
  const { count } = await tx.import.updateMany({ where: { id, state: "applying" }, data: { state: "applying" } });
  if (count === 0) return true;
  const batch = await tx.importBatch.findFirst({
    where: { importId: id },
    orderBy: { place: "asc" },
    select: { id: true, place: true, entries: true },
  });
  const { source, options } = await tx.import.findUniqueOrThrow({ where: { id } });
  if (batch) {
    const { maxId } = JSON.parse(options) as { maxId: number };
    const [label, keepsIds] = [SOURCE_LABELS[source as ImportSource], maxId > 0];
    if (keepsIds && batch.place === 0) await continueRobotIdsAfter(tx, maxId);
    const from = { id, label, keepsIds, source: source as ImportSource };
    await storeEntries(tx, actor, from, JSON.parse(batch.entries) as Entry[]);
    await tx.importBatch.deleteMany({ where: { id: batch.id } });
  }
  if ((await tx.importBatch.findFirst({ where: { importId: id }, select: { id: true } })) !== null) return false;
  await finish(tx, actor, id, SOURCE_LABELS[source as ImportSource]);
  return true;
}

async function finish(tx: Tx, actor: Actor, id: number, targetName: string): Promise<void> {
  await tx.import.updateMany({ where: { id }, data: { state: "applied", appliedAt: new Date() } });
  const robots = await tx.robot.count({ where: { importId: id } });
  await recordAudit(tx, { actor, action: "import.apply", targetName, details: { robots } });
}
