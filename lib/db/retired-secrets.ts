import type { Tx } from "@/lib/db/transaction-scope";
import { env } from "@/lib/env";

type Retiring = {
  /** Which of the robot's secrets. */
  current: boolean;
  old: boolean;
  /** Why the current one no longer works, or else the old one. */
  reason: "replaced" | "ended" | "leaked";
  at: Date;
};

/** Remembers secrets of a robot that stop working now. Their hashes stay within the database. */
export async function retireSecrets(tx: Tx, robotId: number, { current, old, reason, at }: Retiring): Promise<void> {
  const ofOld = current ? "replaced" : reason;
  if (env().DATABASE_PROVIDER === "sqlite")
    await tx.$executeRaw`
      INSERT INTO "RetiredSecret" ("robotId", "hash", "fingerprint", "replacedAt", "retiredAt", "reason")
      SELECT "id", "oldSecretHash", CASE WHEN "oldSecretHash" LIKE 'sha256$%' THEN substr("oldSecretHash", 8) END,
             coalesce("oldSecretSince", "oldSecretReplacedAt", ${at}), ${at}, ${ofOld}
      FROM "Robot" WHERE "id" = ${robotId} AND "oldSecretHash" IS NOT NULL AND ${old}
      UNION ALL
      SELECT "id", "secretHash", CASE WHEN "secretHash" LIKE 'sha256$%' THEN substr("secretHash", 8) END,
             ${at}, ${at}, ${reason}
      FROM "Robot" WHERE "id" = ${robotId} AND "secretHash" NOT LIKE 'stopped$%' AND ${current}`;
  else
    await tx.$executeRaw`
      INSERT INTO "RetiredSecret" ("robotId", "hash", "fingerprint", "replacedAt", "retiredAt", "reason")
      SELECT "id", "oldSecretHash", CASE WHEN "oldSecretHash" LIKE 'sha256$%' THEN substr("oldSecretHash", 8) END,
             coalesce("oldSecretSince", "oldSecretReplacedAt", ${at}::timestamp(3)), ${at}::timestamp(3), ${ofOld}
      FROM "Robot" WHERE "id" = ${robotId} AND "oldSecretHash" IS NOT NULL AND ${old}::boolean
      UNION ALL
      SELECT "id", "secretHash", CASE WHEN "secretHash" LIKE 'sha256$%' THEN substr("secretHash", 8) END,
             ${at}::timestamp(3), ${at}::timestamp(3), ${reason}
      FROM "Robot" WHERE "id" = ${robotId} AND "secretHash" NOT LIKE 'stopped$%' AND ${current}::boolean`;
}

/** Forgets all but the newest retired secrets of a robot. */
export async function forgetOldest(tx: Tx, robotId: number, kept: number): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "RetiredSecret" WHERE "robotId" = ${robotId} AND "id" <= (
      SELECT "id" FROM "RetiredSecret" WHERE "robotId" = ${robotId} ORDER BY "id" DESC LIMIT 1 OFFSET ${kept})`;
}

/** Makes the current secret the old one as well, before a new one takes its place. */
export async function keepAsOld(tx: Tx, robotId: number): Promise<void> {
  await tx.$executeRaw`UPDATE "Robot" SET "oldSecretHash" = "secretHash" WHERE "id" = ${robotId}`;
}
