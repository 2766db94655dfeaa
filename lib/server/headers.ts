import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ADDRESS_CHAIN_HEADER, CLIENT_ADDRESS_HEADER, NONCE_HEADER, REQUEST_ID_HEADER } from "@/lib/http";
import type { TrustProxy } from "@/lib/trusted-proxies";
import { addressChain, clientAddress, formatChain } from "./client-address";

export type Arrival = { requestId: string; address: string | null };

/** Request headers that only this server may set; a client's own are dropped. */
const PRIVATE = /^(x-purser-.*|x-request-id|x-nonce|x-real-ip|forwarded|x-forwarded-.*|content-security-policy.*)$/;

/**
 * Next compares a server action's Origin with x-forwarded-host. Behind a proxy, Host may be an internal name, so an Origin
 * of PUBLIC_URL is accepted too; any other must equal the requested Host.
 */
function host(req: IncomingMessage, publicUrl: URL): string {
  const here = req.headers.host ?? publicUrl.host;
  return req.headers.origin === publicUrl.origin ? publicUrl.host : here;
}

/** Names the request, and says where it comes from. */
export function arrivalOf(req: IncomingMessage, trustProxy: TrustProxy): Arrival {
  return { requestId: randomUUID(), address: clientAddress(req, trustProxy) };
}

/**
 * Replaces the headers that only this server may set: request id, client address, host, protocol. For what Next reads:
 * requests from registries have no use for them.
 */
export function stampRequest(
  req: IncomingMessage,
  publicUrl: URL,
  trustProxy: TrustProxy,
  arrival: Arrival = arrivalOf(req, trustProxy),
): Arrival {
  const { requestId, address } = arrival;
  const chain = addressChain(req, trustProxy);
  for (const name of Object.keys(req.headers)) if (PRIVATE.test(name)) delete req.headers[name];
  req.headers[REQUEST_ID_HEADER] = requestId;
  req.headers["x-forwarded-host"] = host(req, publicUrl);
  req.headers["x-forwarded-proto"] = publicUrl.protocol.slice(0, -1);
  if (address) req.headers[CLIENT_ADDRESS_HEADER] = address;
  // An address that a trusted proxy garbled must stay unknown, not become the proxy's.
  req.headers["x-forwarded-for"] = address ?? "unknown";
  req.headers[ADDRESS_CHAIN_HEADER] = formatChain(chain);
  return arrival;
}

type Site = { isDev: boolean; isHttps: boolean };

/**
 * Style attributes stay allowed, because server-rendered menus and tables are positioned with them.
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

/** Headers of every response. */
export function commonHeaders(res: ServerResponse, requestId: string, isHttps: boolean): void {
  res.setHeader("X-Request-Id", requestId);
  res.setHeader("X-Content-Type-Options", "nosniff");
  if (isHttps) res.setHeader("Strict-Transport-Security", "max-age=31536000");
}

/** Headers of the console's responses. Next adds the nonce to its scripts if it finds the policy on the request. */
export function pageHeaders(req: IncomingMessage, res: ServerResponse, site: Site): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, site);
  req.headers[NONCE_HEADER] = nonce;
  req.headers["content-security-policy"] = policy;
  res.setHeader("Content-Security-Policy", policy);
  res.setHeader("X-Frame-Options", "DENY");
  // With "no-referrer", a form without JavaScript would send `Origin: null`.
  res.setHeader("Referrer-Policy", "same-origin");
  res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  res.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  res.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
}
