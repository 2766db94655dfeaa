import { createHash, randomBytes } from "node:crypto";
import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";
import { env } from "../env";
import { log } from "../log";

/** A session ends this long after signing in, however busy it is. */
export const SESSION_SECONDS = 7 * 86_400;
/** Use is noted at most this often: a write a request would cost more than most requests do. */
const NOTED_EVERY_MS = 60_000;

/** What the database keeps of a token: whoever reads it can sign in as nobody. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

const idleMs = () => env().SESSION_IDLE_MINUTES * 60_000;

/** Sessions that are over, by their age or because nobody used them. */
export function overSessions(now = Date.now()) {
  return { OR: [{ expiresAt: { lte: new Date(now) } }, { lastSeenAt: { lte: new Date(now - idleMs()) } }] };
}

/** Opens a session in the transaction of the sign-in. @returns the token, which only the browser keeps */
export async function openSession(tx: Tx, userId: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const now = Date.now();
  const lastSeenAt = new Date(now);
  const expiresAt = new Date(now + SESSION_SECONDS * 1000);
  await tx.session.create({
    data: { tokenHash: hashOfToken(token), userId, expiresAt, lastSeenAt },
    select: { id: true },
  });
  return token;
}

/** Ends the session of a token, if there is one. */
export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.session.deleteMany({ where: { tokenHash: hashOfToken(token) } });
}

/** The session of a token and whose it is, while it lasts; null otherwise. Notes that it was used. */
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
  if (lastSeenAt.getTime() <= now - NOTED_EVERY_MS) await noteUse(id, now);
  const { disabled: _, ...person } = user;
  return { id, person };
}

async function noteUse(id: number, now: number): Promise<void> {
  try {
    await getDb().session.updateMany({ where: { id }, data: { lastSeenAt: new Date(now) } });
  } catch (error) {
    // Whoever only reads can go on while the database takes no writes.
    log.warn({ err: error }, "the use of a session could not be noted");
  }
}
