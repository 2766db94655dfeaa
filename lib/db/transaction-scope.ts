import { AsyncLocalStorage } from "node:async_hooks";
import type { Prisma } from "@/lib/db/generated/sqlite/client";

/** The client inside a transaction: the models, no way to start or end anything. */
export type Tx = Prisma.TransactionClient;

type Scope = { tx: Tx; open: boolean };

const KEY = Symbol.for("purser.db.transaction");
const global = globalThis as { [KEY]?: AsyncLocalStorage<Scope> };
global[KEY] ??= new AsyncLocalStorage<Scope>();
const storage = global[KEY];

/** The transaction the caller runs in, if any. Work that outlives its transaction is not in it any more. */
export function runningTransaction(): Tx | undefined {
  const scope = storage.getStore();
  return scope?.open ? scope.tx : undefined;
}

/** Runs `body` so that `runningTransaction` finds `tx` until the body settles. */
export async function runInTransaction<T>(tx: Tx, body: (tx: Tx) => Promise<T>): Promise<T> {
  const scope: Scope = { tx, open: true };
  try {
    return await storage.run(scope, () => body(tx));
  } finally {
    scope.open = false;
  }
}
