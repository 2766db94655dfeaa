import { type Grant, projectPermissions, systemPermissions } from "@/lib/access/grants";
import { env } from "../env";
import { AppError } from "../errors";
import { readCredentials } from "./credentials";
import { type Access, TOKEN_RULES } from "./grant";
import { recordLastUse } from "./last-used";
import { logIn } from "./login";
import { findRobotLogin, inExistingProjects } from "./queries";
import { isUploadStart, type Requirement, requirementsFor } from "./routes";
import { keyRing } from "./signing-keys";
import { CHECK_SUBJECT, verifyToken } from "./token";

/** A request that a reverse proxy asks about. */
export type AuthorizeInput = {
  authorization: string | undefined;
  address: string | null;
  /** The request as the proxy got it; null when the proxy does not say, or says two things. */
  original: { method: string; uri: string } | null;
  /** Every Content-Type header of the original request. */
  contentTypes: readonly string[];
  /** Whether the proxy passes Content-Type on: without it, a missing one means nothing. */
  passesContentType: boolean;
};

/**
 * The proxy lets the request pass for this robot, or refuses it: for want of a permission, or (null) because nothing could
 * allow it. `stepUp` is the challenge for a client whose token may simply have been made for less.
 */
export type Verdict =
  | { allowed: true; robot: string }
  | { allowed: false; robot: string; permission: string | null; message: string; stepUp: string | null };

type Caller = {
  name: string;
  may: (requirement: Requirement) => boolean;
  /** Whether a token made for more could let it pass; only for callers with a token. */
  needsWiderToken?: (requirement: Requirement) => boolean;
};

/**
 * How an upload may begin. A registry reads `mount` and `from` out of a posted form as well, where we cannot see them, and
 * its parser takes many a text for a form's type: so only what certainly is none. docker sends an empty header.
 */
const UPLOAD_TYPES: ReadonlySet<string> = new Set(["", "application/octet-stream", "application/json"]);
const NO_FORM =
  "an upload cannot be started with a form: leave Content-Type out, or send application/octet-stream or application/json";
const UNSEEN_TYPE =
  "this proxy does not forward the Content-Type of uploads: forward it, and set the path prefix to /service/authorize-with-content-type";

/** Why an upload may not begin like this; null when it may, or the request begins none. */
function uploadFault({ original, contentTypes, passesContentType }: AuthorizeInput): string | null {
  if (!original || !isUploadStart(original.method, original.uri)) return null;
  if (contentTypes.length === 0) return passesContentType ? null : UNSEEN_TYPE;
  return contentTypes.length === 1 && UPLOAD_TYPES.has(contentTypes[0] ?? "") ? null : NO_FORM;
}

/** What the request needs; null when no route knows it. */
export function neededFor({ original }: Pick<AuthorizeInput, "original">): Requirement[] | null {
  return original && requirementsFor(original.method, original.uri);
}

/**
 * Decides on a request.
 * @throws AppError UNAUTHORIZED without good credentials; else as `logIn`
 */
export async function authorize(input: AuthorizeInput): Promise<Verdict> {
  const needed = neededFor(input);
  const caller = await callerOf(input, needed ?? []);
  return judge(input, needed, caller);
}

function judge(input: AuthorizeInput, needed: Requirement[] | null, caller: Caller): Verdict {
  const robot = caller.name;
  const refusal = { allowed: false, robot, permission: null, stepUp: null } as const;
  if (!needed) return { ...refusal, message: "no permission covers this request" };
  const fault = uploadFault(input);
  if (fault) return { ...refusal, message: fault };
  const missing = needed.find((requirement) => requirement.permission !== null && !caller.may(requirement));
  if (!missing) return { allowed: true, robot };
  const { permission } = missing;
  if (!caller.needsWiderToken?.(missing)) return { ...refusal, permission, message: `${permission} is missing` };
  // Clients ask for another token on 401 only (RFC 6750, 3.1 would have 403).
  const stepUp = challenge(needed, "insufficient_scope");
  return { ...refusal, permission, message: `the token does not grant ${permission}`, stepUp };
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
    needsWiderToken: (requirement) => !isInToken(token.access, requirement),
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
export function challenge(needed: readonly Requirement[] | null, error = ""): string {
  const { PUBLIC_URL, REGISTRY_SERVICE } = env();
  const scopes = (needed ?? []).flatMap(({ scope }) => (scope ? [scope] : []));
  const asked = scopes.map(({ type, name, action }) => `${type}:${name}:${action === "push" ? "pull,push" : action}`);
  const parameters = { realm: `${PUBLIC_URL}/service/token`, service: REGISTRY_SERVICE, scope: asked.join(" "), error };
  const parts = Object.entries(parameters).filter(([, value]) => value !== "");
  return `Bearer ${parts.map(([key, value]) => `${key}="${value.replace(/["\\]/g, "\\$&")}"`).join(",")}`;
}
