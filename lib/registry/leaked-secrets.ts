import { networkOf } from "../credentials/network";
import { hashGeneratedSecret } from "../credentials/secret";
import { getDb } from "../db/client";
import { withTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { log } from "../log";
import { type FoundCredential, findGenerated, findManual, type Hit } from "./found-secrets";
import { stopSecret } from "./stop-secret";

/**
 * Stops the robot secrets among the credentials: whoever has one may report it. Generated ones are recognized alone,
 * manually set ones only with their login name and within the limits for guessing, like a login. Nothing tells the caller
 * what was found. One that can't be judged now is skipped.
 * @throws the first error of a stop that failed, after all others were tried
 */
export async function reportLeakedSecrets(
  credentials: readonly FoundCredential[],
  address: string | null,
): Promise<void> {
  const hashes = [...new Set(credentials.map(({ secret }) => hashGeneratedSecret(secret)))];
  const failures: unknown[] = [];
  const stop = async (hit: Hit) => {
    await withTransaction((tx) => stopSecret(tx, hit, address)).catch((error: unknown) => failures.push(error));
  };
  // First, because comparing manually set ones takes long.
  for (const hit of await findGenerated(hashes)) await stop(hit);
  const fingerprint = { in: hashes.map((hash) => hash.slice(hash.indexOf("$") + 1)) };
  const where = { fingerprint, reason: { not: "leaked" } };
  await getDb().retiredSecret.updateMany({ where, data: { reason: "leaked", leakedAt: new Date() } });
  for (const credential of credentials) {
    const hit = await findManual(credential, address).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      log.info({ network: networkOf(address), code: error.code }, "a reported secret was not compared");
    });
    if (hit) await stop(hit);
  }
  if (failures.length > 0) throw failures[0];
}
