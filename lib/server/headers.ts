import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { CLIENT_ADDRESS_HEADER, NONCE_HEADER, REQUEST_ID_HEADER } from "@/lib/http";

/** What the server knows of a request before anybody answers it. */
export type Arrival = { requestId: string; address: string | null };

/** Request headers that only this server may set; what came in under these names is dropped. */
const PRIVATE = /^(x-purser-.*|x-request-id|x-nonce|x-real-ip|forwarded|x-forwarded-.*|content-security-policy.*)$/;

/** The last address that the proxy in front wrote into X-Forwarded-For: those before it are the client's own words. */
function lastHop(header: string | string[] | undefined): string | null {
  const last =
    String(header ?? "")
      .split(",")
      .at(-1)
      ?.trim() ?? "";
  const bare = /^\[(.+)\](:\d+)?$/.exec(last)?.[1] ?? (/^[\d.]+:\d+$/.test(last) ? last.replace(/:\d+$/, "") : last);
  return isIP(bare) ? bare : null;
}

/** `address` with an IPv4-mapped one normalised to IPv4. */
export function bareAddress(address: string | null | undefined): string | null {
  return address?.replace(/^::ffff:(?=\d+\.)/i, "") ?? null;
}

/** The client's address: the socket's, or with TRUST_PROXY the one that the proxy names. */
export function clientAddress(req: IncomingMessage, trustProxy: boolean): string | null {
  const hop = trustProxy ? lastHop(req.headers["x-forwarded-for"]) : null;
  return bareAddress(hop ?? req.socket.remoteAddress);
}

/**
 * Next compares a server action's Origin with x-forwarded-host. Behind a proxy Host may be an inner name, so a caller
 * from PUBLIC_URL counts as at home; everyone else must come from the very Host they ask.
 */
function host(req: IncomingMessage, publicUrl: URL): string {
  const here = req.headers.host ?? publicUrl.host;
  return req.headers.origin === publicUrl.origin ? publicUrl.host : here;
}

/** Takes away what only this server may say about a request and says it: id, client's address, host, protocol. */
export function stampRequest(req: IncomingMessage, publicUrl: URL, trustProxy: boolean): Arrival {
  const address = clientAddress(req, trustProxy);
  for (const name of Object.keys(req.headers)) if (PRIVATE.test(name)) delete req.headers[name];
  const requestId = randomUUID();
  req.headers[REQUEST_ID_HEADER] = requestId;
  req.headers["x-forwarded-host"] = host(req, publicUrl);
  req.headers["x-forwarded-proto"] = publicUrl.protocol.slice(0, -1);
  if (address) {
    req.headers[CLIENT_ADDRESS_HEADER] = address;
    req.headers["x-forwarded-for"] = address;
  }
  return { requestId, address };
}

type Site = { isDev: boolean; isHttps: boolean };

/**
 * The page policy of one reply.
 * Style attributes stay allowed: server-rendered positions of menus and tables are such attributes.
 */
function contentSecurityPolicy(nonce: string, { isDev, isHttps }: Site): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    isDev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    isDev ? "connect-src 'self' ws: wss:" : "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps ? ["upgrade-insecure-requests"] : []),
  ];
  return directives.join("; ");
}

/** Sets what every reply carries, whoever makes it. */
export function commonHeaders(res: ServerResponse, requestId: string, isHttps: boolean): void {
  res.setHeader("X-Request-Id", requestId);
  res.setHeader("X-Content-Type-Options", "nosniff");
  if (isHttps) res.setHeader("Strict-Transport-Security", "max-age=31536000");
}

/** Sets what a reply of the console carries. Next puts the nonce on its own scripts when it finds the policy on the request. */
export function pageHeaders(req: IncomingMessage, res: ServerResponse, site: Site): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, site);
  req.headers[NONCE_HEADER] = nonce;
  req.headers["content-security-policy"] = policy;
  res.setHeader("Content-Security-Policy", policy);
  res.setHeader("X-Frame-Options", "DENY");
  // "same-origin", not "no-referrer": that one would make a form without JavaScript send `Origin: null`.
  res.setHeader("Referrer-Policy", "same-origin");
  res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  res.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  res.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
}
