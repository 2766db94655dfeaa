import type { IncomingMessage, ServerResponse } from "node:http";
import { toAppError } from "@/lib/db/errors";
import { env } from "@/lib/env";
import { AppError, ERROR_TABLE, type ErrorCode } from "@/lib/errors";
import { log } from "@/lib/log";
import { asciiJson } from "@/lib/quoting";
import { authorize, challenge, neededFor, type Verdict } from "@/lib/registry/authorize";
import { originalRequest } from "@/lib/registry/routes";
import { keyRing } from "@/lib/registry/signing-keys";
import { issueToken } from "@/lib/registry/token-request";
import { clientAddress } from "./headers";

const TOKEN_PATH = "/service/token";
const AUTHORIZE_PATH = "/service/authorize";
/** For a proxy that appends the path to ours and promises to pass Content-Type on. No client can choose this prefix. */
const TYPED_AUTHORIZE_PATH = "/service/authorize-with-content-type";
const KEYS_PATH = "/.well-known/jwks.json";
const MAX_BODY_BYTES = 64 * 1024;

/** Answers what registries and their clients ask, and says whether it did: any other path is somebody else's. */
export async function handleDataPlane(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const path = req.url?.split("?", 1)[0] ?? "";
  if (path === TOKEN_PATH) await handleTokenRequest(req, res);
  else if (authorizePathOf(path)) await handleAuthorizeRequest(req, res);
  else if (path === KEYS_PATH) await handleJwks(req, res);
  else return false;
  return true;
}

/** `GET|POST /service/token`: a registry token for a robot's credentials. */
export async function handleTokenRequest(req: IncomingMessage, res: ServerResponse): Promise<void> {
  await answering(req, res, async () => {
    const { method } = req;
    if (method !== "GET" && method !== "POST") return refuseMethod(res, "GET, POST");
    const query = new URLSearchParams(queryOf(req.url ?? ""));
    const parameters = method === "POST" ? new URLSearchParams(await readBody(req)) : query;
    const { authorization } = req.headers;
    sendJson(res, 200, await issueToken({ method, parameters, authorization, address: addressOf(req) }));
  });
}

/**
 * `/service/authorize`: may the request that the proxy describes pass? nginx and Traefik describe it in headers; Envoy
 * appends the path to ours and keeps the method. 200, 401 with the challenge, or 403 with the missing permission. Refusals
 * carry their body in `X-Error-Body` as well: nginx drops the body of what it asks for itself.
 */
export async function handleAuthorizeRequest(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const appended = appendedRequest(req);
  const original = originalRequest(req.headersDistinct, appended);
  const contentTypes = req.headersDistinct["content-type"] ?? [];
  const passesContentType = !appended || authorizePathOf(req.url ?? "") === TYPED_AUTHORIZE_PATH;
  const { authorization } = req.headers;
  const input = { authorization, address: addressOf(req), original, contentTypes, passesContentType };
  res.setHeader("Vary", "Authorization");
  const refuse = (error: AppError) => {
    res.setHeader("X-Error-Body", asciiJson(envelope(error)));
    sendError(res, error);
  };
  await answering(
    req,
    res,
    async () => {
      const verdict = await authorize(input);
      res.setHeader("X-Robot-Name", headerText(verdict.robot));
      if (verdict.allowed) return sendJson(res, 200, {});
      logRefusal(verdict, original);
      if (verdict.permission) res.setHeader("X-Denied-Permission", verdict.permission);
      if (verdict.stepUp) res.setHeader("WWW-Authenticate", verdict.stepUp);
      refuse(new AppError(verdict.stepUp ? "UNAUTHORIZED" : "FORBIDDEN", verdict.message));
    },
    { challengeText: () => challenge(neededFor(input)), refuse },
  );
}

const MAX_LOGGED_PATH = 300;

/** Never the query: it may hold what is nobody's business. */
function logRefusal(
  { robot, permission }: Verdict & { allowed: false },
  original: { method: string; uri: string } | null,
): void {
  const path = original?.uri.split("?", 1)[0]?.slice(0, MAX_LOGGED_PATH) ?? null;
  log.info({ robot, permission, method: original?.method ?? null, path }, "a request at the registry was refused");
}

/** `GET /.well-known/jwks.json`: every public key whose tokens may be about (RFC 7517). */
export async function handleJwks(req: IncomingMessage, res: ServerResponse): Promise<void> {
  await answering(req, res, async () => {
    if (req.method !== "GET" && req.method !== "HEAD") return refuseMethod(res, "GET, HEAD");
    const { publicJwks } = await keyRing();
    sendJson(res, 200, { keys: publicJwks }, "application/jwk-set+json", "public, max-age=10");
  });
}

type Refusing = { challengeText?: () => string; refuse?: (error: AppError) => void };

/** Runs `answer`; what it throws becomes a reply in the registry's error envelope. Reads away whatever body is left. */
async function answering(
  req: IncomingMessage,
  res: ServerResponse,
  answer: () => Promise<void>,
  {
    challengeText = () => 'Basic realm="robot account", charset="UTF-8"',
    refuse = (error) => sendError(res, error),
  }: Refusing = {},
): Promise<void> {
  try {
    await answer();
  } catch (error) {
    const known = toAppError(error);
    if (!known) log.error({ err: error, path: req.url?.split("?", 1)[0] }, "a registry request failed");
    const fault = known ?? new AppError("INTERNAL", "something went wrong here; the log says what");
    if (fault.code === "UNAUTHORIZED") res.setHeader("WWW-Authenticate", challengeText());
    if (!res.destroyed && !res.headersSent) refuse(fault);
  }
  req.resume();
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
  // A text, not its bytes: Node then sends head and body in one piece.
  res.end(text);
}

/** Codes that a registry spells otherwise than our REST API. Clients show those they know, and call the rest unknown. */
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

/** A login name may hold letters that a header cannot. */
const headerText = (name: string) => (/^[\x21-\x7e]+$/.test(name) ? name : encodeURIComponent(name));

/** Which of our two prefixes a request target has; undefined for neither. */
function authorizePathOf(url: string): string | undefined {
  const path = url.split("?", 1)[0] ?? "";
  return [AUTHORIZE_PATH, TYPED_AUTHORIZE_PATH].find((own) => path === own || path.startsWith(`${own}/`));
}

/** The request behind a path such as `/service/authorize/v2/…`; undefined for the bare path. */
function appendedRequest(req: IncomingMessage): { method: string; uri: string } | undefined {
  const url = req.url ?? "";
  const uri = url.slice(authorizePathOf(url)?.length ?? 0);
  return uri.startsWith("/") ? { method: req.method ?? "", uri } : undefined;
}

/** A form's text. @throws AppError BAD_REQUEST when it is larger than any login. */
async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The reply goes out on the same socket: leaving the loop must not destroy it.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new AppError("BAD_REQUEST", "the form is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
