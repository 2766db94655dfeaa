import { recordAudit } from "../audit/service";
import { judgeAny } from "../credentials/judge";
import { networkOf } from "../credentials/network";
import { bcryptOf } from "../credentials/robot-secret";
import { hashGeneratedSecret, STOPPED } from "../credentials/secret";
import { getDb } from "../db/client";
import { retireSecrets } from "../db/retired-secrets";
import { type Tx, withTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { log } from "../log";
import { NO_OLD_SECRET } from "../robots/secret-columns";
import { forgetRetired } from "../robots/secret-end";
import { findRobotLogin } from "./queries";

/** A secret that somebody found, and the login name if they found that too. */
export type FoundCredential = { name: string | null; secret: string };

/** A stored secret that was reported. */
type Hit = { robotId: number; hash: string };

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

async function findGenerated(hashes: string[]): Promise<Hit[]> {
  const rows = await getDb().robot.findMany({
    where: { OR: [{ secretHash: { in: hashes } }, { oldSecretHash: { in: hashes } }] },
    select: { id: true, secretHash: true, oldSecretHash: true },
  });
  const wanted = new Set(hashes);
  return rows.flatMap(({ id, secretHash, oldSecretHash }) =>
    [secretHash, oldSecretHash].flatMap((hash) => (hash && wanted.has(hash) ? [{ robotId: id, hash }] : [])),
  );
}

async function findManual({ name, secret }: FoundCredential, address: string | null): Promise<Hit | null> {
  const robot = name === null ? null : await findRobotLogin(name);
  if (name === null || !robot) return null;
  const guessable = bcryptOf([robot.secretHash, ...(robot.oldSecret ? [robot.oldSecret.hash] : [])]);
  if (guessable.length === 0) return null;
  const match = await judgeAny({ kind: "robot", name, secret, address }, guessable);
  return match === null ? null : { robotId: robot.id, hash: `bcrypt$${match}` };
}

/** Does nothing if the secret was replaced since, or somebody else reported it first. */
async function stopSecret(tx: Tx, { robotId, hash }: Hit, address: string | null): Promise<void> {
  const robot = await tx.robot.findUnique({
    where: { id: robotId },
    select: { id: true, loginName: true, secretHash: true, project: { select: { id: true, name: true } } },
  });
  if (!robot) return;
  const at = new Date();
  const isCurrent = robot.secretHash === hash;
  const { count } = await tx.robot.updateMany({
    where: { id: robotId, ...(isCurrent ? { secretHash: hash } : { oldSecretHash: hash }) },
    data: { secretLeakedAt: at, version: { increment: 1 }, updatedAt: at, updatedByName: REPORTER },
  });
  if (count === 0) return;
  await retireSecrets(tx, robotId, { current: isCurrent, old: !isCurrent, reason: "leaked", at });
  await forgetRetired(tx, robotId);
  const data = isCurrent ? { secretHash: STOPPED, secretStoppedAt: at } : NO_OLD_SECRET;
  await tx.robot.updateMany({ where: { id: robotId }, data });
  await recordAudit(tx, {
    actor: { type: "anonymous", name: REPORTER, address, requestId: null },
    action: "robot.secret-leaked",
    robot,
    project: robot.project,
    details: { secret: isCurrent ? "current" : "old" },
  });
}

const REPORTER = "leak report";
