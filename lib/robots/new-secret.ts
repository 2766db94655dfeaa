import { verifySecret } from "@/lib/credentials/schemes";
import { generateSecret, hashGeneratedSecret, hashManualSecret } from "@/lib/credentials/secret";
import { getDb } from "../db/client";
import { env } from "../env";
import { fieldError } from "./field-error";
import { manualSecretSchema } from "./schema";

type Wanted = {
  /** Absent: generate one. */
  secret?: string | undefined;
  /** It must not be the robot's current secret. */
  mustDiffer: boolean;
};

/**
 * The secret of a refresh, with its stored form.
 * @throws AppError UNPROCESSABLE on the field `secret`; UNAVAILABLE when too many secrets are being hashed
 */
export async function newSecret(robotId: number, { secret, mustDiffer }: Wanted) {
  if (secret === undefined) {
    const generated = generateSecret();
    return { secret: generated, secretHash: hashGeneratedSecret(generated), kind: "generated" };
  }
  assertManualSecret(secret);
  if (mustDiffer) await assertDiffers(robotId, secret);
  await assertNotLeaked(robotId, secret);
  return { secret, secretHash: await hashManualSecret(secret), kind: "manual" };
}

function assertManualSecret(secret: string): void {
  const checked = manualSecretSchema(env().ROBOT_SECRET_MAX_LENGTH).safeParse(secret);
  if (checked.success) return;
  throw fieldError("secret", checked.error.issues[0]?.message ?? "This secret is not allowed.");
}

async function assertDiffers(id: number, secret: string): Promise<void> {
  if (!(await isCurrentSecret(id, secret))) return;
  throw fieldError("secret", "This is the secret that the robot has now. Enter a different one.");
}

/** @throws AppError UNAVAILABLE when too many secrets are being compared */
export async function isCurrentSecret(id: number, secret: string): Promise<boolean> {
  const stored = await getDb().robot.findUnique({ where: { id }, select: { secretHash: true } });
  return stored !== null && verifySecret(stored.secretHash, secret);
}

/** Others know a leaked secret, so it never comes back. */
async function assertNotLeaked(robotId: number, secret: string): Promise<void> {
  const where = { robotId, reason: "leaked" };
  for (const { hash } of await getDb().retiredSecret.findMany({ where, select: { hash: true } }))
    if (await verifySecret(hash, secret))
      throw fieldError("secret", "This secret was reported as leaked. Enter a different one.");
}
