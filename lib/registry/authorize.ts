import { type Grant, projectPermissions, repositoryPermissions, systemPermissions } from "@/lib/access/grants";
import { env } from "../env";
import { AppError } from "../errors";
import { type Access, TOKEN_RULES } from "./grant";
import { recordLastUse } from "./last-used";
import { type Credentials, logIn } from "./login";
import { findRobotLogin, inExistingProjects } from "./queries";
import { isUploadStart, type Requirement, requirementsFor } from "./routes";
import { keyRing } from "./signing-keys";
import { CHECK_SUBJECT, verifyToken } from "./token";

/** A request to the registry that a reverse proxy asks about. */
export type AuthorizeInput = {
  credentials: Credentials | null;
  address: string | null;
  /** The request as the proxy received it; null if the proxy doesn't say, or contradicts itself. */
  original: { method: string; uri: string } | null;
  /** Every Content-Type header of the original request. */
  contentTypes: readonly string[];
  /** Whether the proxy forwards Content-Type: if not, a missing one means nothing. */
  passesContentType: boolean;
};

/**
 * Whether the request may pass. A refusal names the missing permission, or null if no permission could allow it.
 * `needsWiderToken`: the robot has the permission, but its token doesn't include it.
 */
export type Verdict =
  | { allowed: true; robot: string }
  | { allowed: false; robot: string; permission: string | null; message: string; needsWiderToken: boolean };

type Caller = {
  name: string;
  may: (requirement: Requirement) => boolean;
  /** Whether a wider token could allow it; only for callers with a token. */
  needsWiderToken?: (requirement: Requirement) => boolean;
};

/**
 * Content types that an upload may start with. A registry also reads `mount` and `from` from a posted form, which we
 * can't see, and its parser accepts many spellings of a form's type: only these certainly aren't forms. docker sends an
 * empty header.
 */
const UPLOAD_TYPES: ReadonlySet<string> = new Set(["", "application/octet-stream", "application/json"]);
const NO_FORM =
  "an upload can't be started with a form: omit Content-Type, or send application/octet-stream or application/json";
const UNSEEN_TYPE =
  "this proxy does not forward the Content-Type of uploads: forward it, and set the path prefix to /service/authorize-with-content-type";

/** Why an upload may not start this way; null if it may, or the request doesn't start one. */
function uploadFault({ original, contentTypes, passesContentType }: AuthorizeInput): string | null {
  if (!original || !isUploadStart(original.method, original.uri)) return null;
  if (contentTypes.length === 0) return passesContentType ? null : UNSEEN_TYPE;
  return contentTypes.length === 1 && UPLOAD_TYPES.has(contentTypes[0] ?? "") ? null : NO_FORM;
}

/** What the request needs; null if no route matches it. */
export function neededFor({ original }: Pick<AuthorizeInput, "original">): Requirement[] | null {
  return original && requirementsFor(original.method, original.uri);
}

/**
 * Decides whether a request to the registry may pass.
 * @throws AppError UNAUTHORIZED without valid credentials; otherwise as `logIn`
 */
export async function authorize(input: AuthorizeInput): Promise<Verdict> {
  const needed = neededFor(input);
  const caller = await findCaller(input, needed ?? []);
  return judge(input, needed, caller);
}

function judge(input: AuthorizeInput, needed: Requirement[] | null, caller: Caller): Verdict {
  const robot = caller.name;
  const refusal = { allowed: false, robot, permission: null, needsWiderToken: false } as const;
  if (!needed) return { ...refusal, message: "no permission covers this request" };
  const fault = uploadFault(input);
  if (fault) return { ...refusal, message: fault };
  const missing = needed.find((requirement) => requirement.permission !== null && !caller.may(requirement));
  if (!missing) return { allowed: true, robot };
  const { permission } = missing;
  const needsWiderToken = caller.needsWiderToken?.(missing) ?? false;
  const message = needsWiderToken ? `the token does not grant ${permission}` : `${permission} is missing`;
  return { ...refusal, permission, message, needsWiderToken };
}

async function findCaller({ credentials, address }: AuthorizeInput, needed: readonly Requirement[]): Promise<Caller> {
  const projects = needed.flatMap(({ project }) => project ?? []);
  if (credentials?.kind === "basic") {
    const robot = await logIn(credentials, { address });
    recordLastUse(robot, address);
    const grants = await inExistingProjects(robot.grants, projects);
    return { name: robot.loginName, may: (requirement) => isPermitted(grants, requirement) };
  }
  const { publicJwks } = await keyRing();
  const expected = { issuer: env().TOKEN_ISSUER, service: env().REGISTRY_SERVICE };
  const token = credentials ? await verifyToken(credentials.token, publicJwks, expected) : null;
  if (!token) throw new AppError("UNAUTHORIZED", "a robot's credentials or a token from this service are required");
  const grants = await inExistingProjects(await bearerGrants(token.subject), projects);
  return {
    name: token.subject,
    may: (requirement) => isInToken(token.access, requirement) && isPermitted(grants, requirement),
    needsWiderToken: (requirement) => !isInToken(token.access, requirement),
  };
}

/**
 * The current grants of a token's robot: a token outlives a change to its robot by minutes.
 * @throws AppError UNAUTHORIZED if the robot can't log in anymore
 */
async function bearerGrants(subject: string): Promise<readonly Grant[]> {
  // The registry check passes through here and needs no permission.
  if (subject === CHECK_SUBJECT) return [];
  const robot = await findRobotLogin(subject);
  if (robot && !robot.disabled && Date.now() / 1000 < robot.expiresAt) return robot.grants;
  throw new AppError("UNAUTHORIZED", "the robot account of this token was deleted or disabled, or has expired");
}

/** Push includes pull, as it does in tokens. */
function isPermitted(grants: readonly Grant[], requirement: Requirement): boolean {
  const { permission } = requirement;
  const granted = permissionsAt(grants, requirement);
  if (permission === null || granted.has(permission)) return true;
  return permission === "repository:pull" && granted.has("repository:push");
}

function permissionsAt(grants: readonly Grant[], { project, scope }: Requirement): Set<string> {
  if (project === null) return systemPermissions(grants);
  const [place, ...rest] = scope?.name.split("/") ?? [];
  if (place !== project || rest.length === 0) return projectPermissions(grants, project);
  return repositoryPermissions(grants, project, rest.join("/"));
}

function isInToken(access: readonly Access[], { scope, permission }: Requirement): boolean {
  if (!scope || !permission) return false;
  const accepted = [scope, ...equivalentScopes(scope, permission)];
  return accepted.some(({ type, name, action }) =>
    access.some((entry) => entry.type === type && entry.name === name && entry.actions.includes(action)),
  );
}

/** Every other scope with that name that takes the very same permission, such as `artifact:p/r:delete`. */
function equivalentScopes({ name }: { name: string }, permission: string) {
  return TOKEN_RULES.filter((rule) => rule.needs[0] === permission).map(({ type, action }) => ({ type, name, action }));
}
