import { env } from "../env";
import { AppError } from "../errors";
import { log } from "../log";
import { type Grant, projectPermissions, systemPermissions } from "../robots/grants";
import { readCredentials } from "./credentials";
import { type Access, TOKEN_RULES } from "./grant";
import { recordLastUse } from "./last-used";
import { logIn } from "./login";
import { findRobotLogin, inExistingProjects } from "./queries";
import { type Requirement, requirementsFor } from "./routes";
import { keyRing } from "./signing-keys";
import { CHECK_SUBJECT, verifyToken } from "./token";

/** A request that a reverse proxy asks about. */
export type AuthorizeInput = {
  authorization: string | undefined;
  address: string | null;
  /** The request as the proxy got it; null when the proxy does not say, or says two things. */
  original: { method: string; uri: string } | null;
  /** Content type of the original request. */
  contentType: string | undefined;
};

/** The proxy lets it pass for this robot, or refuses it for want of a permission (null: no route at all). */
export type Verdict = { allowed: true; robot: string } | { allowed: false; robot: string; permission: string | null };

type Caller = { name: string; may: (requirement: Requirement) => boolean };

/** A registry reads `mount` and `from` out of a posted form as well, where we cannot see them. */
const FORM = /^\s*(?:application\/x-www-form-urlencoded|multipart\/)/i;

/** What the request needs; null when no route knows it. */
export function neededFor({
  original,
  contentType,
}: Pick<AuthorizeInput, "original" | "contentType">): Requirement[] | null {
  if (!original) return null;
  const { method, uri } = original;
  const isForm = method === "POST" && FORM.test(contentType ?? "");
  return isForm && uri.startsWith("/v2/") ? null : requirementsFor(method, uri);
}

/**
 * Decides on a request.
 * @throws AppError UNAUTHORIZED without good credentials; else as `logIn`
 */
export async function authorize(input: AuthorizeInput): Promise<Verdict> {
  const needed = neededFor(input);
  const caller = await callerOf(input, needed ?? []);
  const missing = needed?.find((requirement) => requirement.permission !== null && !caller.may(requirement));
  if (needed && !missing) return { allowed: true, robot: caller.name };
  const permission = missing?.permission ?? null;
  log.info({ robot: caller.name, permission, method: input.original?.method ?? null }, "proxy request denied");
  return { allowed: false, robot: caller.name, permission };
}

async function callerOf({ authorization, address }: AuthorizeInput, needed: readonly Requirement[]): Promise<Caller> {
  const projects = needed.flatMap(({ project }) => project ?? []);
  const found = readCredentials(authorization);
  if (found?.kind === "basic") {
    const robot = await logIn({ name: found.name, secret: found.secret, address, method: "AUTHORIZE" });
    recordLastUse(robot.id, address);
    const grants = await inExistingProjects(robot.grants, projects);
    return { name: robot.loginName, may: (requirement) => isPermitted(grants, requirement) };
  }
  const { publicJwks } = await keyRing();
  const expected = { issuer: env().TOKEN_ISSUER, service: env().REGISTRY_SERVICE };
  const token = found ? await verifyToken(found.token, publicJwks, expected) : null;
  if (!token) throw new AppError("UNAUTHORIZED", "a robot's credentials or a token of this service are needed");
  const grants = await inExistingProjects(await bearerGrants(token.subject), projects);
  return {
    name: token.subject,
    may: (requirement) => isInToken(token.access, requirement) && isPermitted(grants, requirement),
  };
}

/**
 * What the robot behind a token holds now: a token lives on for minutes after a robot was deleted, disabled or cut down.
 * @throws AppError UNAUTHORIZED when there is no such robot that may log in
 */
async function bearerGrants(subject: string): Promise<readonly Grant[]> {
  // The check of a registry comes by here on its way, and asks for nothing.
  if (subject === CHECK_SUBJECT) return [];
  const robot = await findRobotLogin(subject);
  if (robot && !robot.disabled && Date.now() / 1000 < robot.expiresAt) return robot.grants;
  throw new AppError("UNAUTHORIZED", "the robot account of this token was deleted or disabled, or has expired");
}

/** Push holds pull here as it does in tokens. */
function isPermitted(grants: readonly Grant[], { permission, project }: Requirement): boolean {
  const held = project === null ? systemPermissions(grants) : projectPermissions(grants, project);
  if (permission === null || held.has(permission)) return true;
  return permission === "repository:pull" && held.has("repository:push");
}

function isInToken(access: readonly Access[], { scope, permission }: Requirement): boolean {
  if (!scope || !permission) return false;
  const accepted = [scope, ...sameNeed(scope, permission)];
  return accepted.some(({ type, name, action }) =>
    access.some((entry) => entry.type === type && entry.name === name && entry.actions.includes(action)),
  );
}

/** Every other scope on that name whose token was given for the very same permission, such as `artifact:p/r:delete`. */
function sameNeed({ name }: { name: string }, permission: string) {
  return TOKEN_RULES.filter((rule) => rule.needs[0] === permission).map(({ type, action }) => ({ type, name, action }));
}

/** The challenge that sends a client to the token endpoint for what the request needs (RFC 6750, 3). */
export function challenge(needed: readonly Requirement[] | null): string {
  const { PUBLIC_URL, REGISTRY_SERVICE } = env();
  const scopes = (needed ?? []).flatMap(({ scope }) => (scope ? [scope] : []));
  const asked = scopes.map(({ type, name, action }) => `${type}:${name}:${action === "push" ? "pull,push" : action}`);
  const parameters = { realm: `${PUBLIC_URL}/service/token`, service: REGISTRY_SERVICE, scope: asked.join(" ") };
  const parts = Object.entries(parameters).filter(([, value]) => value !== "");
  return `Bearer ${parts.map(([key, value]) => `${key}="${value.replace(/["\\]/g, "\\$&")}"`).join(",")}`;
}
