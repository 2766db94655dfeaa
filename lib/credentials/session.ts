import { createHash, randomBytes } from "node:crypto";
import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";
import { env } from "../env";
import { log } from "../log";

/** Sessions expire this long after sign-in, even when in use. */
export const SESSION_SECONDS = 7 * 86_400;
/** A write on every request would cost more than most requests do. */
const TOUCH_INTERVAL_MS = 60_000;

/** Only the hash is stored, so that nobody who reads the database can use the sessions. */
export const hashOfToken = (token: string) => createHash("sha256").update(token).digest("base64url");

const idleMs = () => env().SESSION_IDLE_MINUTES * 60_000;

export function expiredSessions(now = Date.now()) {
  return { OR: [{ expiresAt: { lte: new Date(now) } }, { lastSeenAt: { lte: new Date(now - idleMs()) } }] };
}

/** @returns the token, which only the browser keeps */
export async function openSession(tx: Tx, userId: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + SESSION_SECONDS * 1000);
  const data = { tokenHash: hashOfToken(token), userId, expiresAt, lastSeenAt: new Date() };
  await tx.session.create({ data, select: { id: true } });
  return token;
}

export const endSession = (tx: Tx, token: string) =>
  tx.session.deleteMany({ where: { tokenHash: hashOfToken(token) } });

/** The live session of a token and its person, or null. Records the use. */
export async function findSession(token: string) {
  const found = await getDb().session.findUnique({
    where: { tokenHash: hashOfToken(token) },
    select: {
      id: true,
      expiresAt: true,
      lastSeenAt: true,
      user: { select: { id: true, username: true, name: true, isAdmin: true, disabled: true } },
    },
  });
  const now = Date.now();
  if (!found || found.user.disabled) return null;
  const { id, user, expiresAt, lastSeenAt } = found;
  if (expiresAt.getTime() <= now || lastSeenAt.getTime() <= now - idleMs()) return null;
  if (lastSeenAt.getTime() <= now - TOUCH_INTERVAL_MS) await touch(id, now);
  const { disabled: _, ...person } = user;
  return { id, person };
}

async function touch(id: number, now: number): Promise<void> {
  try {
    await getDb().session.updateMany({ where: { id }, data: { lastSeenAt: new Date(now) } });
  } catch (error) {
    // Reading stays possible while the database refuses writes.
    log.warn({ err: error }, "the use of a session could not be recorded");
  }
}
