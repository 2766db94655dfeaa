import type { IncomingMessage, ServerResponse } from "node:http";
import { toAppError } from "@/lib/db/errors";
import { env } from "@/lib/env";
import { AppError, ERROR_TABLE, type ErrorCode } from "@/lib/errors";
import { log } from "@/lib/log";
import { andThen, type Maybe } from "@/lib/maybe";
import { metrics } from "@/lib/metrics";
import { asciiJson } from "@/lib/quoting";
import { authorize, neededFor, type Verdict } from "@/lib/registry/authorize";
import { keyRing } from "@/lib/registry/signing-keys";
import { readCredentials } from "./authorization-header";
import { bearerChallenge } from "./bearer-challenge";
import { clientAddress } from "./client-address";
import { takeLeakReport } from "./leak-report";
import { isAuthorizePath, type OriginalRequest, readOriginal } from "./original-request";
import { pathOf } from "./request-path";
import { answerTokenRequest } from "./token-endpoint";

const TOKEN_PATH = "/service/token";
const LEAKED_PATH = "/service/leaked";
const KEYS_PATH = "/.well-known/jwks.json";
const MAX_BODY_BYTES = 64 * 1024;

/** Answers requests from registries and their clients. @returns whether the request was one of these */
export function handleDataPlane(req: IncomingMessage, res: ServerResponse): Maybe<boolean> {
  const path = pathOf(req);
  if (path === TOKEN_PATH) return handleTokenRequest(req, res);
  if (isAuthorizePath(path)) return handleAuthorizeRequest(req, res);
  if (path === LEAKED_PATH) return handleLeakReport(req, res);
  if (path === KEYS_PATH) return handleJwks(req, res);
  return false;
}

/** `GET|POST /service/token`: a registry token for a robot's credentials. */
function handleTokenRequest(req: IncomingMessage, res: ServerResponse): Maybe<true> {
  return answering(req, res, () => {
    const { method } = req;
    if (method !== "GET" && method !== "POST") return refuseMethod(res, "GET, POST");
    const form = method === "POST" ? readBody(req) : queryOf(req.url ?? "");
    const { authorization } = req.headers;
    const issue = (text: string) =>
      answerTokenRequest({ method, parameters: new URLSearchParams(text), authorization, address: addressOf(req) });
    return andThen(andThen(form, issue), (reply) => sendJson(res, 200, reply));
  });
}

/**
 * `/service/authorize`: whether the request that the proxy describes may pass. nginx and Traefik describe it in headers;
 * Envoy appends the path to ours and keeps the method. 200, 401 with the challenge, or 403 with the missing permission.
 * Refusals also carry their body in `X-Error-Body`, because nginx drops the body of an auth subrequest.
 */
function handleAuthorizeRequest(req: IncomingMessage, res: ServerResponse): Maybe<true> {
  const credentials = readCredentials(req.headers.authorization);
  const input = { credentials, address: addressOf(req), ...readOriginal(req) };
  res.setHeader("Vary", "Authorization");
  const refuse = (error: AppError) => {
    res.setHeader("X-Error-Body", asciiJson(envelope(error)));
    sendError(res, error);
  };
  return answering(
    req,
    res,
    async () => {
      const verdict = await authorize(input);
      metrics()?.authorized.inc(verdictLabels(verdict));
      res.setHeader("X-Robot-Name", headerText(verdict.robot));
      if (verdict.allowed) return sendJson(res, 200, {});
      logRefusal(verdict, input.original);
      if (verdict.permission) res.setHeader("X-Denied-Permission", verdict.permission);
      if (!verdict.needsWiderToken) return refuse(new AppError("FORBIDDEN", verdict.message));
      // RFC 6750, 3.1 says 403, but clients request another token only on 401.
      res.setHeader("WWW-Authenticate", bearerChallenge(neededFor(input), "insufficient_scope"));
      refuse(new AppError("UNAUTHORIZED", verdict.message));
    },
    { challengeText: () => bearerChallenge(neededFor(input)), refuse },
  );
}

/** `POST /service/leaked`: stops secrets that somebody found. Always 202, without a hint at what was found. */
function handleLeakReport(req: IncomingMessage, res: ServerResponse): Maybe<true> {
  return answering(req, res, async () => {
    if (req.method !== "POST") return refuseMethod(res, "POST");
    await takeLeakReport(await readBody(req), addressOf(req));
    sendJson(res, 202, {});
  });
}

const verdictLabels = (verdict: Verdict) =>
  verdict.allowed
    ? { decision: "allowed", permission: "" }
    : { decision: "denied", permission: verdict.permission ?? "" };

const MAX_LOGGED_PATH = 300;

/** Leaves out the query, which may be private. */
function logRefusal({ robot, permission }: Verdict & { allowed: false }, original: OriginalRequest | null): void {
  const path = original?.uri.split("?", 1)[0]?.slice(0, MAX_LOGGED_PATH) ?? null;
  log.info({ robot, permission, method: original?.method ?? null, path }, "registry request denied");
}

/** `GET /.well-known/jwks.json`: every public key that an unexpired token may be signed with (RFC 7517). */
function handleJwks(req: IncomingMessage, res: ServerResponse): Maybe<true> {
  return answering(req, res, async () => {
    if (req.method !== "GET" && req.method !== "HEAD") return refuseMethod(res, "GET, HEAD");
    const { publicJwks } = await keyRing();
    sendJson(res, 200, { keys: publicJwks }, "application/jwk-set+json", "public, max-age=10");
  });
}

type Refusing = { challengeText?: () => string; refuse?: (error: AppError) => void };

/** Runs `answer`; what it throws becomes a response in the registry's error envelope. Discards any unread body. @returns true */
function answering(
  req: IncomingMessage,
  res: ServerResponse,
  answer: () => Maybe<void>,
  {
    challengeText = () => 'Basic realm="robot account", charset="UTF-8"',
    refuse = (error) => sendError(res, error),
  }: Refusing = {},
): Maybe<true> {
  const fail = (error: unknown) => {
    const known = toAppError(error);
    if (!known) log.error({ err: error, path: req.url?.split("?", 1)[0] }, "a registry request failed");
    const fault = known ?? new AppError("INTERNAL", "something went wrong; see Purser's log for the cause");
    if (fault.code === "UNAUTHORIZED") res.setHeader("WWW-Authenticate", challengeText());
    if (!res.destroyed && !res.headersSent) refuse(fault);
  };
  const end = (): true => {
    req.resume();
    return true;
  };
  try {
    const answered = answer();
    if (answered instanceof Promise) return answered.catch(fail).then(end);
  } catch (error) {
    fail(error);
  }
  return end();
}

function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  type = "application/json",
  cacheControl = "no-store",
): void {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  res.writeHead(status, { "Content-Type": type, "Content-Length": length, "Cache-Control": cacheControl });
  // A string, not bytes: Node then sends the head and the body in one packet.
  res.end(text);
}

/** Codes that a registry spells differently from our REST API. Clients show the message only for codes they know. */
const REGISTRY_CODES: Partial<Record<ErrorCode, string>> = {
  FORBIDDEN: "DENIED",
  TOO_MANY_REQUESTS: "TOOMANYREQUESTS",
};

const envelope = ({ code, message }: AppError) => ({
  errors: [{ code: REGISTRY_CODES[code] ?? ERROR_TABLE[code].rest, message }],
});

function sendError(res: ServerResponse, error: AppError): void {
  if (error.retryAfterSeconds !== undefined) res.setHeader("Retry-After", error.retryAfterSeconds);
  sendJson(res, ERROR_TABLE[error.code].status, envelope(error));
}

function refuseMethod(res: ServerResponse, allow: string): void {
  res.setHeader("Allow", allow);
  sendJson(res, 405, { errors: [{ code: "METHOD_NOT_ALLOWED", message: `only ${allow}` }] });
}

const queryOf = (url: string) => (url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");

const addressOf = (req: IncomingMessage) => clientAddress(req, env().TRUST_PROXY);

/** A login name may contain letters that a header can't. */
const headerText = (name: string) => (/^[\x21-\x7e]+$/.test(name) ? name : encodeURIComponent(name));

/** @throws AppError BAD_REQUEST if the body is larger than any login form */
async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The response uses the same socket, so leaving the loop must not destroy it.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new AppError("BAD_REQUEST", "the form is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
