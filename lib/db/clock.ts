import { processDb } from "@/lib/db/client";
import { env } from "@/lib/env";

/** The database's time, so that instances whose clocks differ agree. SQLite runs in this process and uses its clock. */
export async function databaseNow(): Promise<Date> {
  if (env().DATABASE_PROVIDER === "sqlite") return new Date();
  const [row] = await processDb().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS "now"`;
  return row?.now ?? new Date();
}
