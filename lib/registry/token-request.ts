import { env } from "../env";
import { AppError } from "../errors";
import { type Credentials, readCredentials } from "./credentials";
import { type Access, grantAccess, projectsOf } from "./grant";
import { recordLastUse } from "./last-used";
import { logIn } from "./login";
import { inExistingProjects } from "./queries";
import { ASK_FOR_LESS, formatScope, parseScopes, type Scope } from "./scope";
import { keyRing } from "./signing-keys";
import { signToken } from "./token";

/** What a client sent to the token endpoint, whichever way. */
export type TokenInput = {
  method: "GET" | "POST";
  /** Query of a GET, form of a POST. */
  parameters: URLSearchParams;
  authorization: string | undefined;
  address: string | null;
};

/** The reply's JSON. No `refresh_token`: with one, docker drops the robot's secret and never asks again. */
export type TokenReply = {
  token: string;
  /** The same value: containerd reads this one. */
  access_token: string;
  /** Seconds. Clients take less than 60 for 60. */
  expires_in: number;
  /** RFC 3339. */
  issued_at: string;
  /** What was granted; POST only. */
  scope?: string;
};

const MIN_EXPIRES_IN = 60;
/** Web servers take headers of 8 KiB, and the token is not the only one. */
const MAX_TOKEN_LENGTH = 6 * 1024;

/**
 * Answers a token request.
 * @throws AppError BAD_REQUEST for an unknown service, a malformed scope, too many of them or another grant type; else as `logIn`
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export async function issueToken(input: TokenInput): Promise<TokenReply> {
  const scopes = readScopes(input.parameters);
  const { name, secret } = credentialsOf(input);
  const { address, method } = input;
  const robot = await logIn({ name, secret, address, method });
  const access = grantAccess(await inExistingProjects(robot.grants, projectsOf(scopes)), scopes);
  const issuedAt = new Date();
  const now = Math.floor(issuedAt.getTime() / 1000);
  const { TOKEN_ISSUER, REGISTRY_SERVICE, TOKEN_TTL_SECONDS, TOKEN_X5C } = env();
  const { token, expiresAt } = await signToken((await keyRing()).signing, {
    issuer: TOKEN_ISSUER,
    service: REGISTRY_SERVICE,
    subject: robot.loginName,
    access,
    now,
    ttlSeconds: TOKEN_TTL_SECONDS,
    notAfter: robot.expiresAt,
    withCertificate: TOKEN_X5C,
  });
  // One scope cannot be asked for in parts.
  if (token.length > MAX_TOKEN_LENGTH && scopes.length > 1) {
    throw new AppError("BAD_REQUEST", `too many scopes: the token would be too large for a header; ${ASK_FOR_LESS}`);
  }
  recordLastUse(robot.id, address);
  const expires_in = Math.max(MIN_EXPIRES_IN, expiresAt - now);
  const reply = { token, access_token: token, expires_in, issued_at: issuedAt.toISOString() };
  return method === "POST" ? { ...reply, scope: scopeText(access) } : reply;
}

/** The scopes asked for, after the service is known to be ours. */
function readScopes(parameters: URLSearchParams): Scope[] {
  const services = parameters.getAll("service");
  if (services.length === 0 || services.some((service) => service !== env().REGISTRY_SERVICE)) {
    throw new AppError("BAD_REQUEST", "unknown service: it must be the one of the registry's challenge");
  }
  return parseScopes(parameters.getAll("scope"));
}

function credentialsOf(input: TokenInput): NonNullable<Credentials> & { kind: "basic" } {
  const found = input.method === "POST" ? formCredentials(input.parameters) : readCredentials(input.authorization);
  if (found?.kind !== "basic") throw new AppError("UNAUTHORIZED", "a robot's login name and secret are needed");
  return found;
}

/** OAuth 2 password grant (RFC 6749, 4.3.2), as containerd sends it. */
function formCredentials(parameters: URLSearchParams): Credentials {
  if (parameters.get("grant_type") !== "password") {
    throw new AppError("BAD_REQUEST", "unsupported grant_type: only password");
  }
  const name = parameters.get("username");
  const secret = parameters.get("password");
  return name && secret ? { kind: "basic", name, secret } : null;
}

function scopeText(access: readonly Access[]): string {
  const granted = access.filter(({ actions }) => actions.length > 0);
  return granted.map((entry) => formatScope({ ...entry, class: null })).join(" ");
}
