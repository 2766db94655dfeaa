import type { Actor, RequestContext } from "@/lib/access/caller";
import { recordAudit } from "@/lib/audit/service";
import { issueDeviceToken, readDeviceToken } from "@/lib/credentials/device";
import { judge, NOBODY } from "@/lib/credentials/judge";
import { MAX_PASSWORD_BYTES } from "@/lib/credentials/password";
import { endSession, openSession } from "@/lib/credentials/session";
import type { BrowserTokens } from "@/lib/credentials/session-cookie";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors";
import { findSignIn } from "./queries";
import type { SignInInput } from "./schema";

/** Also for an unknown name, so that it doesn't reveal which usernames exist. */
export const WRONG = "Wrong username or password.";

type RequestTokens = { [name in keyof BrowserTokens]: string | null };
const NO_TOKENS: RequestTokens = { sessionToken: null, deviceToken: null };

/** A person and the stored hash that their password matched. */
type VerifiedPerson = { actor: Actor; passwordHash: string };

/**
 * A wrong password is counted and leaves an audit row.
 * @param deviceToken of the browser
 * @throws AppError UNAUTHORIZED for a wrong password, an unknown name or a disabled person; TOO_MANY_REQUESTS
 */
export async function checkPassword(
  context: RequestContext,
  input: SignInInput,
  deviceToken: string | null = null,
): Promise<VerifiedPerson> {
  const [name, secret] = [input.username.toLowerCase(), input.password];
  const user = await findSignIn(name);
  // bcrypt would compare only the beginning of a longer password.
  const stored = Buffer.byteLength(secret) > MAX_PASSWORD_BYTES ? null : user?.passwordHash;
  const device = readDeviceToken(deviceToken, name);
  const isRight = await judge({ kind: "person", name, secret, address: context.address, device }, stored ?? NOBODY, {
    onWrong: () => logFailure(context, name, "wrong username or password"),
    isUseless: user?.disabled ?? false,
  });
  if (!user?.passwordHash || !isRight) throw new AppError("UNAUTHORIZED", WRONG);
  if (user.disabled) {
    await logFailure(context, name, "disabled");
    throw new AppError("UNAUTHORIZED", "This account is disabled. Ask a system admin to enable it.");
  }
  const { passwordHash, disabled, ...person } = user;
  return { actor: { type: "user", ...context, ...person }, passwordHash };
}

/**
 * Opens a session that replaces the one in the browser.
 * @returns the browser's cookies
 * @throws AppError as {@link checkPassword}
 */
export async function signIn(
  context: RequestContext,
  input: SignInInput,
  browser: RequestTokens = NO_TOKENS,
): Promise<BrowserTokens> {
  const { actor, passwordHash } = await checkPassword(context, input, browser.deviceToken);
  const sessionToken = await withTransaction(async (tx) => {
    if (!(await mayStillSignIn(tx, actor.id, passwordHash))) return null;
    if (browser.sessionToken) await endSession(tx, browser.sessionToken);
    await recordAudit(tx, { actor, action: "session.sign-in", targetName: actor.username });
    return openSession(tx, actor.id);
  });
  if (sessionToken) return { sessionToken, deviceToken: issueDeviceToken(actor.username) };
  await logFailure(context, actor.username, "changed meanwhile");
  throw new AppError("UNAUTHORIZED", WRONG);
}

/** Whether the person is still enabled and has the same password, because checking it takes a while. */
async function mayStillSignIn(tx: Tx, userId: number, passwordHash: string): Promise<boolean> {
  // The write waits for a pending change of this person; a later change ends this session.
  const { count } = await tx.user.updateMany({
    where: { id: userId, disabled: false },
    data: { updatedAt: new Date() },
  });
  if (count === 0) return false;
  const user = await tx.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash === passwordHash;
}

async function logFailure(context: RequestContext, username: string, reason: string): Promise<void> {
  const actor = { type: "anonymous", name: username, ...context } as const;
  await withTransaction((tx) =>
    recordAudit(tx, { actor, action: "session.sign-in", result: "failed", targetName: username, details: { reason } }),
  );
}

export async function signOut(actor: Actor, sessionId: number): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: sessionId, userId: actor.id } });
    await recordAudit(tx, { actor, action: "session.sign-out", targetName: actor.username });
  });
}
