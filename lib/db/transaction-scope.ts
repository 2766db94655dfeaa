import { AsyncLocalStorage } from "node:async_hooks";
import type { Prisma } from "@/lib/db/generated/sqlite/client";
import { perProcess } from "@/lib/per-process";

/** The client inside a transaction. It cannot start, commit or roll back anything. */
export type Tx = Prisma.TransactionClient;

type Scope = { tx: Tx; open: boolean; afterwards: Set<() => void> };

const storage = perProcess("db.transaction", () => new AsyncLocalStorage<Scope>());

/** The transaction the caller runs in; undefined also for work that outlives its transaction. */
export function runningTransaction(): Tx | undefined {
  const scope = storage.getStore();
  return scope?.open ? scope.tx : undefined;
}

/** Calls `work` once the running transaction is committed; at once if there is none. */
export function onCommit(work: () => void): void {
  const scope = storage.getStore();
  if (scope?.open) scope.afterwards.add(work);
  else work();
}

/**
 * Makes `tx` the running transaction until `body` settles.
 * @param afterwards gets what {@link onCommit} asks for
 */
export async function runInTransaction<T>(
  tx: Tx,
  body: (tx: Tx) => Promise<T>,
  afterwards: Set<() => void>,
): Promise<T> {
  const scope: Scope = { tx, open: true, afterwards };
  try {
    return await storage.run(scope, () => body(tx));
  } finally {
    scope.open = false;
  }
}
