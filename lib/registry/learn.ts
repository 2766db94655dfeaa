import { createHmac } from "node:crypto";
import type { AuditResult } from "../audit/schema";
import { recordAudit } from "../audit/service";
import { bump, type Counter, forget } from "../credentials/counters";
import { LEARN, storedForm, verifySecret } from "../credentials/schemes";
import { getDb } from "../db/client";
import { isUniqueViolation } from "../db/errors";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { perProcess } from "../per-process";
import { askOldRegistry, type OldRegistry } from "./ask-old-registry";

/** Questions about one robot in a minute. */
export const ASKS_PER_MINUTE = 10;
const MINUTE_SECONDS = 60;
/** Faults in a row after which the old registry is left alone for a while. */
const FAULTS = 5;
const PAUSE_MS = 30_000;

type Asking = { id: number; loginName: string; stored: string; secret: string; address: string | null };

const breakers = perProcess("registry.learn", () => new Map<string, { faults: number; pausedUntil: number }>());

/**
 * Asks the old registry about the secret of a robot that was imported without one, and keeps it if it is right. The
 * caller has checked that the robot may log in.
 * @returns its stored form; null if it is wrong, or if the time for learning is over
 * @throws AppError TOO_MANY_REQUESTS; UNAVAILABLE if the old registry doesn't answer
 */
export async function learnSecret(asking: Asking): Promise<string | null> {
  const registry = await sourceOf(asking.stored);
  if (!registry) return null;
  assertNotPaused(registry.origin);
  if (!(await countAsk(asking))) return null;
  const answer = await askOldRegistry(registry, { name: asking.loginName, secret: asking.secret });
  noteAnswer(registry.origin, typeof answer === "string");
  if (answer === "right") return keepLearned(asking, registry);
  const details = { registry: registry.origin, answer: answer === "wrong" ? "wrong secret" : answer.fault };
  await withTransaction(async (tx) => {
    await record(tx, asking, "failed", details);
    // Nothing was learned about this secret, so the client's next try must not count as wrong.
    if (answer !== "wrong") await forget(tx, sameSecret(asking));
  });
  if (answer === "wrong") return null;
  throw unavailable(5);
}

async function sourceOf(stored: string): Promise<OldRegistry | null> {
  const id = Number(stored.slice(LEARN.length));
  const select = { learnFrom: true, learnRealm: true, learnUntil: true };
  const found = await getDb().import.findUnique({ where: { id }, select });
  if (!found?.learnFrom || !found.learnUntil || found.learnUntil <= new Date()) return null;
  return { origin: found.learnFrom, realmOrigin: found.learnRealm };
}

function assertNotPaused(origin: string): void {
  const waitMs = (breakers.get(origin)?.pausedUntil ?? 0) - Date.now();
  if (waitMs > 0) throw unavailable(Math.ceil(waitMs / 1000));
}

function noteAnswer(origin: string, isAnswered: boolean): void {
  const faults = isAnswered ? 0 : (breakers.get(origin)?.faults ?? 0) + 1;
  breakers.set(origin, { faults, pausedUntil: faults >= FAULTS ? Date.now() + PAUSE_MS : 0 });
}

const unavailable = (retryAfterSeconds: number) =>
  new AppError("UNAVAILABLE", "The old registry isn’t answering, and only it knows this secret. Try again later.", {
    retryAfterSeconds,
  });

function sameSecret({ id, secret }: Asking): Counter {
  const digest = createHmac("sha256", env().AUTH_SECRET).update(JSON.stringify(["learn", id, secret]));
  return { key: `learn secret ${digest.digest("base64url")}`, limit: 1, seconds: MINUTE_SECONDS };
}

/**
 * Counts a question in the database, for all instances.
 * @returns false if this secret was asked about within the last minute
 * @throws AppError TOO_MANY_REQUESTS
 */
async function countAsk(asking: Asking): Promise<boolean> {
  const { id } = asking;
  for (let turn = 1; ; turn += 1) {
    try {
      return await withTransaction(async (tx) => {
        const same = await bump(tx, sameSecret(asking));
        if (same.points > 1) return false;
        const all = await bump(tx, { key: `learn robot ${id}`, limit: ASKS_PER_MINUTE, seconds: MINUTE_SECONDS });
        if (all.points <= ASKS_PER_MINUTE) return true;
        const retryAfterSeconds = Math.max(1, Math.ceil(all.waitMs / 1000));
        throw new AppError("TOO_MANY_REQUESTS", "Too many failed attempts. Try again in a minute.", {
          retryAfterSeconds,
        });
      });
    } catch (error) {
      // Another login created the same counter first.
      if (turn === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

/** @returns the stored form of the secret; null if a different one was stored meanwhile */
async function keepLearned(asking: Asking, { origin }: OldRegistry): Promise<string | null> {
  const { id, stored, secret, address } = asking;
  const secretHash = await storedForm(secret);
  const at = new Date();
  const isKept = await withTransaction(async (tx) => {
    const { count } = await tx.robot.updateMany({
      where: { id, secretHash: stored },
      data: { secretHash, movedAt: at, secretFirstUsedAt: at, secretUsedAt: at, secretUsedAddress: address },
    });
    if (count > 0) await record(tx, asking, "success", { registry: origin });
    return count > 0;
  });
  if (isKept) return secretHash;
  const now = await getDb().robot.findUnique({ where: { id }, select: { secretHash: true } });
  return now && (await verifySecret(now.secretHash, secret)) ? now.secretHash : null;
}

async function record(tx: Tx, { id, loginName, address }: Asking, result: AuditResult, details: object): Promise<void> {
  const select = { id: true, loginName: true, project: { select: { id: true, name: true } } };
  const robot = await tx.robot.findUnique({ where: { id }, select });
  await recordAudit(tx, {
    actor: { type: "anonymous", name: loginName, address, requestId: null },
    action: "robot.learn-secret",
    result,
    robot,
    project: robot?.project ?? null,
    details: { ...details },
  });
}
