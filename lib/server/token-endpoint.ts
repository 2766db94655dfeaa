import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { andThen, type Maybe } from "@/lib/maybe";
import type { Access } from "@/lib/registry/grant";
import { type IssuedToken, issueToken } from "@/lib/registry/issue-token";
import type { RobotCredential } from "@/lib/registry/login";
import { formatScope, parseScopes, type Scope } from "@/lib/registry/scope";
import { readCredentials } from "./authorization-header";

/** A request to the token endpoint. */
export type TokenRequest = {
  method: "GET" | "POST";
  /** Query of a GET, form of a POST. */
  parameters: URLSearchParams;
  authorization: string | undefined;
  address: string | null;
};

/** The response's JSON. No `refresh_token`: with one, docker drops the robot's secret and never asks again. */
export type TokenReply = {
  token: string;
  /** The same value: containerd reads this one. */
  access_token: string;
  /** Seconds. Clients treat anything below 60 as 60. */
  expires_in: number;
  /** RFC 3339. */
  issued_at: string;
  /** What was granted; POST only. */
  scope?: string;
};

const MIN_EXPIRES_IN = 60;
/** containerd sends a wrong secret by POST and then by GET. */
const ECHOES = { POST: "first", GET: "second" } as const;

/**
 * Answers a token request.
 * @throws AppError BAD_REQUEST for an unknown service, a malformed scope, too many of them or another grant type;
 * otherwise as `logIn`
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export function answerTokenRequest(request: TokenRequest): Maybe<TokenReply> {
  const { method, address } = request;
  const scopes = readScopes(request.parameters);
  const credential = credentialOf(request);
  const issuing = issueToken({ credential, scopes, origin: { address, echo: ECHOES[method] } });
  return andThen(issuing, (issued) => replyOf(issued, method));
}

function replyOf({ token, access, issuedAt, expiresInSeconds }: IssuedToken, method: "GET" | "POST"): TokenReply {
  const reply = {
    token,
    access_token: token,
    expires_in: Math.max(MIN_EXPIRES_IN, expiresInSeconds),
    issued_at: issuedAt.toISOString(),
  };
  return method === "POST" ? { ...reply, scope: scopeText(access) } : reply;
}

function readScopes(parameters: URLSearchParams): Scope[] {
  const services = parameters.getAll("service");
  if (services.length === 0 || services.some((service) => service !== env().REGISTRY_SERVICE)) {
    throw new AppError("BAD_REQUEST", "unknown service: send the one in the registry's challenge");
  }
  return parseScopes(parameters.getAll("scope"));
}

function credentialOf({ method, parameters, authorization }: TokenRequest): RobotCredential {
  const found = method === "POST" ? formCredential(parameters) : readCredentials(authorization);
  if (found?.kind !== "basic") throw new AppError("UNAUTHORIZED", "a robot's login name and secret are required");
  return found;
}

/** OAuth 2 password grant (RFC 6749, 4.3.2), as containerd sends it. */
function formCredential(parameters: URLSearchParams): RobotCredential | null {
  if (parameters.get("grant_type") !== "password") {
    throw new AppError("BAD_REQUEST", "unsupported grant_type: only password is supported");
  }
  const name = parameters.get("username");
  const secret = parameters.get("password");
  return name && secret ? { kind: "basic", name, secret } : null;
}

function scopeText(access: readonly Access[]): string {
  const granted = access.filter(({ actions }) => actions.length > 0);
  return granted.map((entry) => formatScope({ ...entry, class: null })).join(" ");
}
