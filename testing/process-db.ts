import type { Db } from "@/lib/db/client";
import { perProcess } from "@/lib/per-process";

/** Makes `db` the client that `getDb()` returns. @returns the one it replaces; null when none was connected yet */
export function replaceProcessDb(db: Db | null): Db | null {
  const current = perProcess("db.client", (): { db: Db | null } => ({ db: null }));
  const replaced = current.db;
  current.db = db;
  return replaced;
}
