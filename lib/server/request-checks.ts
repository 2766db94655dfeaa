import type { IncomingMessage, ServerResponse } from "node:http";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";

export type Fault = { status: 400 | 417; message: string };

/** host[:port] as in RFC 9110 and RFC 3986, except for percent-encoding, which no client uses. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._~-]*)(:\d{0,5})?$/i;
const HOST_NAME = /^host$/i;
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;
const PAGE_METHODS = ["GET", "HEAD", "POST"];

function hostFault(req: IncomingMessage): string | null {
  let count = 0;
  for (let index = 0; index < req.rawHeaders.length; index += 2)
    if (HOST_NAME.test(req.rawHeaders[index] ?? "")) count += 1;
  if (count > 1) return "More than one Host header.";
  if (count === 0 && req.httpVersion === "1.1") return "The Host header is missing.";
  return HOST.test(req.headers.host ?? "") ? null : "The Host header isn’t a valid host.";
}

/** Next answers an unreadable router state with 500. */
function hasReadableRouterState(req: IncomingMessage): boolean {
  if (req.headers["next-router-state-tree"] === undefined) return true;
  try {
    parseAndValidateFlightRouterState(req.headers["next-router-state-tree"]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds what no part of the server could answer properly. Every server must accept an absolute target (RFC 9112): it is
 * made relative, and its host replaces the Host header.
 */
export function requestFault(req: IncomingMessage): Fault | null {
  const host = hostFault(req);
  if (host) return { status: 400, message: host };
  const [, authority, rest] = ABSOLUTE.exec(req.url ?? "") ?? [];
  if (authority !== undefined && rest !== undefined) {
    if (authority === "" || !HOST.test(authority)) return { status: 400, message: "The request target isn’t valid." };
    req.headers.host = authority;
    req.url = rest.startsWith("/") ? rest : `/${rest}`;
  }
  if (!req.url?.startsWith("/")) return { status: 400, message: "The request target isn’t a path." };
  if (!/^(100-continue)?$/i.test(req.headers.expect ?? ""))
    return { status: 417, message: "Only Expect: 100-continue is supported." };
  return hasReadableRouterState(req) ? null : { status: 400, message: "The router state isn’t valid." };
}

export function replyRefused(res: ServerResponse, { status, message }: Fault): void {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", Connection: "close" };
  res.writeHead(status, headers);
  res.end(`${message}\n`);
}

/** Next would answer any method of a page as if it were GET. @returns whether the request was refused */
export async function rejectPageMethods(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  if (PAGE_METHODS.includes(req.method ?? "") || req.url?.startsWith("/api/")) return false;
  res.writeHead(405, {
    Allow: PAGE_METHODS.join(", "),
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
  });
  res.end("Method not allowed.\n");
  return true;
}
