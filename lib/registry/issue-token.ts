import type { Grant } from "@/lib/access/grants";
import type { Origin } from "../credentials/robot-secret";
import { env } from "../env";
import { AppError } from "../errors";
import { andThen, type Maybe } from "../maybe";
import { inSpan } from "../tracing";
import { type Access, grantAccess, projectsOf } from "./grant";
import { recordLastUse } from "./last-used";
import { type LoggedIn, logIn, type RobotCredential } from "./login";
import { inExistingProjects } from "./queries";
import { ASK_FOR_LESS, type Scope } from "./scope";
import { keyRing } from "./signing-keys";
import { signToken } from "./token";
import { measureToken, type SecretKind, secretKind } from "./token-metrics";

export type TokenInput = { credential: RobotCredential; scopes: Scope[]; origin: Origin };

export type IssuedToken = {
  token: string;
  access: Access[];
  issuedAt: Date;
  expiresInSeconds: number;
  secret: SecretKind;
};

/** Web servers accept headers of 8 KiB, and the token isn't the only one. */
const MAX_TOKEN_LENGTH = 6 * 1024;

/**
 * Issues a registry token for a robot.
 * @throws AppError BAD_REQUEST if the token would be too large for a header; otherwise as `logIn`
 */
export function issueToken(input: TokenInput): Maybe<IssuedToken> {
  return measureToken(() => issue(input));
}

function issue(input: TokenInput): Maybe<IssuedToken> {
  const login = inSpan("log in", () => logIn(input.credential, input.origin));
  return andThen(login, (robot) =>
    andThen(inExistingProjects(robot.grants, projectsOf(input.scopes)), (grants) => issueTo(robot, grants, input)),
  );
}

function issueTo(robot: LoggedIn, grants: readonly Grant[], { scopes, origin }: TokenInput): Maybe<IssuedToken> {
  const access = grantAccess(grants, scopes);
  const issuedAt = new Date();
  const now = Math.floor(issuedAt.getTime() / 1000);
  const { TOKEN_ISSUER, REGISTRY_SERVICE, TOKEN_TTL_SECONDS, TOKEN_X5C } = env();
  const claims = {
    issuer: TOKEN_ISSUER,
    service: REGISTRY_SERVICE,
    subject: robot.loginName,
    access,
    now,
    ttlSeconds: TOKEN_TTL_SECONDS,
    notAfter: robot.validUntil,
    withCertificate: TOKEN_X5C,
  };
  const signing = inSpan("sign token", () => andThen(keyRing(), (ring) => signToken(ring.signing, claims)));
  return andThen(signing, ({ token, expiresAt }) => {
    // A client can't split a single scope into several requests.
    if (token.length > MAX_TOKEN_LENGTH && scopes.length > 1) {
      throw new AppError("BAD_REQUEST", `too many scopes: the token would be too large for a header; ${ASK_FOR_LESS}`);
    }
    recordLastUse(robot, origin.address, issuedAt);
    const secret = secretKind(robot.used.hash);
    return { token, access, issuedAt, expiresInSeconds: expiresAt - now, secret };
  });
}
