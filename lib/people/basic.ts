import type { Actor, RequestContext } from "@/lib/access/caller";
import { provenSecrets } from "@/lib/credentials/proven";
import { AppError } from "@/lib/errors";
import { findSignIn } from "./queries";
import { type SignInInput, signInSchema } from "./schema";
import { checkPassword, WRONG } from "./sign-in";

const proven = provenSecrets();

/**
 * The person of a Basic Authorization header, for one request without a session. Reads the stored hash on every call, so a
 * changed password or a disabled person is refused from the next request on.
 * @throws AppError as `checkPassword`
 */
export async function personByPassword(context: RequestContext, given: SignInInput): Promise<Actor> {
  const input = signInSchema.safeParse(given);
  if (!input.success) throw new AppError("UNAUTHORIZED", WRONG);
  const { username, password } = input.data;
  const user = await findSignIn(username.toLowerCase());
  if (user?.passwordHash && !user.disabled) {
    const { passwordHash, disabled, ...person } = user;
    if (proven.has(passwordHash, password)) return { type: "user", ...context, ...person };
  }
  const { actor, passwordHash } = await checkPassword(context, input.data);
  proven.add(passwordHash, password);
  return actor;
}
