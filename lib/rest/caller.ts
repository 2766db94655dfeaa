import type { Caller, RequestContext } from "@/lib/access/caller";
import { personByPassword } from "@/lib/people/basic";
import { requireActor } from "@/lib/server/actor";
import { networkOf } from "../credentials/network";
import { carriesSession } from "../credentials/session-cookie";
import { env } from "../env";
import { AppError } from "../errors";
import { CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER } from "../http";
import { readCredentials } from "../registry/credentials";
import { recordLastUse } from "../registry/last-used";
import { logIn } from "../registry/login";
import { isLoginNameTaken } from "../robots/queries";
import { assertOwnPage, provenance } from "./origin";

/** Where a request came from, as `server.ts` noted it. */
export function contextOf({ headers }: Request): RequestContext {
  return { address: headers.get(CLIENT_ADDRESS_HEADER), requestId: headers.get(REQUEST_ID_HEADER) };
}

/**
 * Who is calling: a person or a robot by Basic authentication, or the person of the console's session.
 * @throws AppError UNAUTHORIZED when it is nobody; FORBIDDEN for a change that a foreign page asks for;
 * TOO_MANY_REQUESTS after too many wrong secrets
 */
export async function authenticate(request: Request): Promise<Caller> {
  const isChange = request.method !== "GET" && request.method !== "HEAD";
  if (isChange) assertOwnPage(provenance(request.headers), carriesSession(request.headers));
  const authorization = request.headers.get("authorization");
  if (authorization === null) return requireActor();
  const credentials = readCredentials(authorization);
  if (credentials?.kind !== "basic")
    throw new AppError("UNAUTHORIZED", "send a username and password, or a robot's login name and secret, by Basic");
  const { name, secret } = credentials;
  const context = contextOf(request);
  if (!(await isRobotName(name))) return personByPassword(context, { username: name, password: secret });
  const robot = await logIn({ name, secret, address: context.address, method: request.method });
  const { id: robotId, loginName, grants, expiresAt } = robot;
  recordLastUse(robotId, context.address);
  return { type: "robot", ...context, robotId, loginName, grants, expiresAt };
}

/** No username has a plus or starts with the prefix; the question is for system robots made under another prefix. */
async function isRobotName(name: string): Promise<boolean> {
  if (name.includes("+") || name.startsWith(env().ROBOT_NAME_PREFIX)) return true;
  return !/[\p{Cc}\p{Cs}]/u.test(name) && isLoginNameTaken(name);
}

/** Who is counted as one by the limit of requests. */
export function countedAs(caller: Caller | null, { address }: RequestContext): string {
  if (!caller) return `network ${networkOf(address)}`;
  return caller.type === "user" ? `user ${caller.id}` : `robot ${caller.robotId}`;
}
