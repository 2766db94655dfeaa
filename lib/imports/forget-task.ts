import { getDb } from "../db/client";
import { type Tx, withTransaction } from "../db/transaction";
import type { Task } from "../jobs/task";
import { KEPT_MS } from "./forgotten";

const HOUR_MS = 3_600_000;

/** Deletes dry runs after a day, and the rest of an import that nobody finished after 30 days. */
export const importsForget: Task = { name: "imports.forget", everyMs: HOUR_MS, by: "one", run: forgetOldImports };

async function forgetOldImports(signal: AbortSignal): Promise<void> {
  for (const state of ["ready", "applying"] as const) {
    const where = { state, createdAt: { lt: new Date(Date.now() - KEPT_MS[state]) } };
    const old = await getDb().import.findMany({ where, select: { id: true } });
    for (const { id } of old) if (!signal.aborted) await withTransaction((tx) => forget(tx, id, state));
  }
}

async function forget(tx: Tx, id: number, state: "ready" | "applying"): Promise<void> {
  // Somebody may have begun to apply it.
  if (state === "ready" && (await tx.import.deleteMany({ where: { id, state } })).count === 0) return;
  await tx.importBatch.deleteMany({ where: { importId: id } });
}
