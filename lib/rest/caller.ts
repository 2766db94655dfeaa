import { parseAllowedAddresses } from "@/lib/access/address-list";
import type { Caller, RequestContext } from "@/lib/access/caller";
import { personByPassword } from "@/lib/people/basic";
import { requireActor } from "@/lib/server/actor";
import { networkOf } from "../credentials/network";
import { carriesSession } from "../credentials/session-cookie";
import { env } from "../env";
import { AppError } from "../errors";
import { CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER } from "../http";
import { recordLastUse } from "../registry/last-used";
import { logIn } from "../registry/login";
import { isLoginNameTaken } from "../robots/queries";
import { readCredentials } from "../server/authorization-header";
import { assertOwnPage, provenance } from "./origin";

/** Where a request comes from, as set by `server.ts`. */
export function contextOf({ headers }: Request): RequestContext {
  return { address: headers.get(CLIENT_ADDRESS_HEADER), requestId: headers.get(REQUEST_ID_HEADER) };
}

/**
 * Finds the caller: a person or a robot by Basic authentication, or the person signed in to the console.
 * @throws AppError UNAUTHORIZED if there is none; FORBIDDEN for a change requested by a page of another site;
 * TOO_MANY_REQUESTS after too many failed attempts
 */
export async function authenticate(request: Request): Promise<Caller> {
  const isChange = request.method !== "GET" && request.method !== "HEAD";
  if (isChange) assertOwnPage(provenance(request.headers), carriesSession(request.headers));
  const authorization = request.headers.get("authorization");
  if (authorization === null) return requireActor();
  const credentials = readCredentials(authorization);
  if (credentials?.kind !== "basic")
    throw new AppError(
      "UNAUTHORIZED",
      "use Basic authentication with a username and password, or a robot's login name and secret",
    );
  const { name, secret } = credentials;
  const context = contextOf(request);
  if (!(await isRobotName(name))) return personByPassword(context, { username: name, password: secret });
  const robot = await logIn(credentials, context);
  const { id: robotId, loginName, grants, expiresAt } = robot;
  recordLastUse(robot, context.address);
  const login = { version: robot.version, usedOldSecret: robot.used.old !== null };
  const allowedAddresses = parseAllowedAddresses(robot.allowedAddresses);
  return { type: "robot", ...context, robotId, loginName, grants, expiresAt, allowedAddresses, login };
}

/** No username has a plus or starts with the prefix; the query finds system robots created under another prefix. */
async function isRobotName(name: string): Promise<boolean> {
  if (name.includes("+") || name.startsWith(env().ROBOT_NAME_PREFIX)) return true;
  return !/[\p{Cc}\p{Cs}]/u.test(name) && isLoginNameTaken(name);
}

/** The key under which a caller's requests are counted. */
export function rateLimitKey(caller: Caller | null, { address }: RequestContext): string {
  if (!caller) return `network ${networkOf(address)}`;
  return caller.type === "user" ? `user ${caller.id}` : `robot ${caller.robotId}`;
}
