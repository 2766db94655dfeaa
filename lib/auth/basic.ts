import { AppError } from "../errors";
import { findSignIn } from "../users/queries";
import { type SignInInput, signInSchema } from "../users/schema";
import type { Actor, RequestContext } from "./context";
import { provenSecrets } from "./proven";
import { checkPassword, WRONG } from "./service";

const proven = provenSecrets();
/** Checks under way, by hash and password: a client that opens ten connections at once is one try and one comparison. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * The person behind a username and a password, for one request without a session. The stored hash is read at each call:
 * a password that was changed, or a person who was disabled, is refused from the next request on.
 * @throws AppError as `checkPassword`
 */
export async function personByPassword(context: RequestContext, given: SignInInput): Promise<Actor> {
  const input = signInSchema.safeParse(given);
  if (!input.success) throw new AppError("UNAUTHORIZED", WRONG);
  const { username, password } = input.data;
  const user = await findSignIn(username.toLowerCase());
  if (user?.passwordHash && !user.disabled) {
    const { passwordHash, disabled, ...person } = user;
    if (!proven.has(passwordHash, password))
      await once(`${passwordHash} ${password}`, () => prove(context, input.data));
    // Proven against the hash that this request read: a change meanwhile is for the next one.
    if (proven.has(passwordHash, password)) return { type: "user", ...context, ...person };
  }
  return (await checkPassword(context, input.data)).actor;
}

async function prove(context: RequestContext, input: SignInInput): Promise<void> {
  const { passwordHash } = await checkPassword(context, input);
  proven.add(passwordHash, input.password);
}

async function once(key: string, work: () => Promise<void>): Promise<void> {
  const running = underWay.get(key) ?? work().finally(() => underWay.delete(key));
  underWay.set(key, running);
  await running;
}
