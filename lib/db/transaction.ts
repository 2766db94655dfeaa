import { setTimeout as sleep } from "node:timers/promises";
import { processDb } from "@/lib/db/client";
import { isWriteConflict } from "@/lib/db/errors";
import { onCommit, runInTransaction, runningTransaction, type Tx } from "@/lib/db/transaction-scope";

export { onCommit, type Tx };

const ATTEMPTS = 5;

/**
 * Runs `body` in a transaction, or in the running one if there is one. A write conflict or deadlock runs `body` again, up
 * to five times, so it must have no effects outside the database.
 */
export async function withTransaction<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
  const outer = runningTransaction();
  if (outer) return body(outer);
  for (let attempt = 1; ; attempt++) {
    try {
      const afterwards = new Set<() => void>();
      const done = await processDb().$transaction((tx) => runInTransaction(tx, body, afterwards));
      for (const work of afterwards) work();
      return done;
    } catch (error) {
      if (attempt === ATTEMPTS || !isWriteConflict(error)) throw error;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}
