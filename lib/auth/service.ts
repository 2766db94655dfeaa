import { recordAudit } from "../audit/service";
import { type Tx, withTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { findSignIn } from "../users/queries";
import type { SignInInput } from "../users/schema";
import { auth } from "./better-auth";
import type { Actor, RequestContext } from "./context";
import { verifyPassword } from "./password";
import { countTry, forgetTries } from "./throttle";

/** bcrypt of a random text at the cost in use: an unknown username costs the caller the same time as a wrong password. */
const NOBODY = "$2b$12$TGJa/iY.S/BjLY6v0dRS9.fk0ZhzsmjvVkrumuWN3XW4uARgAHs4S";

/** The same for an unknown name. */
export const WRONG = "Wrong username or password.";

/** Somebody whose password was right, and the hash it was right against. */
type ProvenPerson = { actor: Actor; passwordHash: string };

/**
 * Checks a password, whatever it is wanted for. A wrong one is counted and leaves an audit row.
 * @throws AppError UNAUTHORIZED for a wrong password, an unknown name or a disabled person; TOO_MANY_REQUESTS
 */
export async function checkPassword(context: RequestContext, input: SignInInput): Promise<ProvenPerson> {
  const username = input.username.toLowerCase();
  await countTry(username, context.address);
  const user = await findSignIn(username);
  const right = await verifyPassword(input.password, user?.passwordHash ?? NOBODY);
  if (!user?.passwordHash || !right) return fail(context, username, "wrong username or password", WRONG);
  if (user.disabled)
    return fail(context, username, "disabled", "This account is disabled. Ask a system admin to enable it.");
  await forgetTries(username, context.address);
  const { passwordHash, disabled, ...person } = user;
  return { actor: { type: "user", ...context, ...person }, passwordHash };
}

/**
 * Signs a person in: opens a session and sets its cookie on the response under way.
 * @param headers the request's headers, for the session's record of the browser
 * @throws AppError as {@link checkPassword}
 */
export async function signIn(
  context: RequestContext,
  input: SignInInput,
  headers: Headers,
): Promise<{ token: string }> {
  const { actor, passwordHash } = await checkPassword(context, input);
  const session = await withTransaction(async (tx) => {
    if (!(await mayStillSignIn(tx, actor.id, passwordHash))) return null;
    const opened = await auth().api.openSession({ body: { userId: String(actor.id) }, headers });
    await recordAudit(tx, { actor, action: "session.sign-in", targetName: actor.username });
    return opened;
  });
  return session ?? fail(context, actor.username, "changed meanwhile", WRONG);
}

/** Checking a password takes a while: whoever was disabled or given another one meanwhile gets no session. */
async function mayStillSignIn(tx: Tx, userId: number, passwordHash: string): Promise<boolean> {
  // A write, so that a change of this person under way ends first and one that comes later ends this session.
  const { count } = await tx.user.updateMany({
    where: { id: userId, disabled: false },
    data: { updatedAt: new Date() },
  });
  if (count === 0) return false;
  const account = await tx.account.findFirst({
    where: { userId, providerId: "credential" },
    select: { password: true },
  });
  return account?.password === passwordHash;
}

async function fail(context: RequestContext, username: string, reason: string, message: string): Promise<never> {
  const actor = { type: "anonymous", name: username, ...context } as const;
  await withTransaction((tx) =>
    recordAudit(tx, { actor, action: "session.sign-in", result: "failed", targetName: username, details: { reason } }),
  );
  throw new AppError("UNAUTHORIZED", message);
}

/**
 * Ends the actor's session on the server and clears its cookie.
 * @param token the session's
 * @param headers the request's, with the cookie
 */
export async function signOut(actor: Actor, token: string, headers: Headers): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.session.deleteMany({ where: { token, userId: actor.id } });
    await recordAudit(tx, { actor, action: "session.sign-out", targetName: actor.username });
  });
  // Only the cookie is left to do: Better Auth would log a session that it cannot delete, and call it a success.
  await auth().api.signOut({ headers });
}
