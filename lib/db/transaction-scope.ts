import { AsyncLocalStorage } from "node:async_hooks";
import type { Prisma } from "@/lib/db/generated/sqlite/client";
import { perProcess } from "@/lib/per-process";

/** The client inside a transaction. It cannot start, commit or roll back anything. */
export type Tx = Prisma.TransactionClient;

type Scope = { tx: Tx; open: boolean };

const storage = perProcess("db.transaction", () => new AsyncLocalStorage<Scope>());

/** The transaction the caller runs in; undefined also for work that outlives its transaction. */
export function runningTransaction(): Tx | undefined {
  const scope = storage.getStore();
  return scope?.open ? scope.tx : undefined;
}

/** Makes `tx` the running transaction until `body` settles. */
export async function runInTransaction<T>(tx: Tx, body: (tx: Tx) => Promise<T>): Promise<T> {
  const scope: Scope = { tx, open: true };
  try {
    return await storage.run(scope, () => body(tx));
  } finally {
    scope.open = false;
  }
}
