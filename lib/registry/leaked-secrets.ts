import { networkOf } from "../credentials/network";
import { hashGeneratedSecret } from "../credentials/secret";
import { getDb } from "../db/client";
import { withTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { log } from "../log";
import { type FoundCredential, findGenerated, findManual } from "./found-secrets";
import { stopSecret } from "./stop-secret";

/**
 * Stops the robot secrets among the credentials: whoever has one may report it. Generated ones are recognized alone,
 * manually set ones only with their login name and within the limits for guessing, like a login. Nothing tells the caller
 * what was found. One that can't be judged now is skipped.
 */
export async function reportLeakedSecrets(
  credentials: readonly FoundCredential[],
  address: string | null,
): Promise<void> {
  const hashes = [...new Set(credentials.map(({ secret }) => hashGeneratedSecret(secret)))];
  const hits = await findGenerated(hashes);
  for (const credential of credentials) {
    const hit = await findManual(credential, address).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      log.info({ network: networkOf(address), code: error.code }, "a reported secret was not compared");
    });
    if (hit) hits.push(hit);
  }
  for (const hit of hits) await withTransaction((tx) => stopSecret(tx, hit, address));
  const fingerprint = { in: hashes.map((hash) => hash.slice(hash.indexOf("$") + 1)) };
  await getDb().retiredSecret.updateMany({ where: { fingerprint }, data: { reason: "leaked" } });
}
