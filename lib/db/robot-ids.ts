import type { Tx } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";

/** Makes the next robot's id larger than `last`, before robots with ids of another instance are stored. */
export async function continueRobotIdsAfter(tx: Tx, last: number): Promise<void> {
  if (env().DATABASE_PROVIDER === "sqlite") {
    await tx.$executeRaw`UPDATE "sqlite_sequence" SET "seq" = max("seq", ${last}) WHERE "name" = 'Robot'`;
    await tx.$executeRaw`
      INSERT INTO "sqlite_sequence" ("name", "seq")
      SELECT 'Robot', ${last} WHERE NOT EXISTS (SELECT 1 FROM "sqlite_sequence" WHERE "name" = 'Robot')`;
  } else
    await tx.$executeRaw`
      SELECT setval(pg_get_serial_sequence('"Robot"', 'id'), GREATEST(${last}, (SELECT "last_value" FROM "Robot_id_seq")))`;
}
