import { processDb } from "@/lib/db/client";
import { runningTransaction } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";

/** The database's time, so that instances whose clocks differ agree. SQLite runs in this process and uses its clock. */
export async function databaseNow(): Promise<Date> {
  if (env().DATABASE_PROVIDER === "sqlite") return new Date();
  // On the transaction’s own connection: ten transactions that each wait for another one would wait for ever.
  const on = runningTransaction() ?? processDb();
  // As UTC, because Prisma's adapter drops the zone of a time that has one.
  const [row] = await on.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AT TIME ZONE 'UTC' AS "now"`;
  return row?.now ?? new Date();
}
