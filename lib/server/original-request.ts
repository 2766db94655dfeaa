import type { IncomingMessage } from "node:http";

const AUTHORIZE_PATH = "/service/authorize";
/** For a proxy that appends the path to ours and promises to forward Content-Type. Clients can't choose this prefix. */
const TYPED_AUTHORIZE_PATH = "/service/authorize-with-content-type";

/** The request that a proxy asks about. */
export type OriginalRequest = { method: string; uri: string };

/** Which of our two prefixes a request target has; undefined for neither. */
function authorizePathOf(url: string): string | undefined {
  const path = url.split("?", 1)[0] ?? "";
  return [AUTHORIZE_PATH, TYPED_AUTHORIZE_PATH].find((own) => path === own || path.startsWith(`${own}/`));
}

export const isAuthorizePath = (path: string): boolean => authorizePathOf(path) !== undefined;

/** Reads the original request, its Content-Type headers, and whether the proxy forwards Content-Type at all. */
export function readOriginal(req: IncomingMessage) {
  const appended = appendedRequest(req);
  return {
    original: originalRequest(req.headersDistinct, appended),
    contentTypes: req.headersDistinct["content-type"] ?? [],
    passesContentType: !appended || authorizePathOf(req.url ?? "") === TYPED_AUTHORIZE_PATH,
  };
}

/** The request behind a path such as `/service/authorize/v2/…`; undefined for the bare path. */
function appendedRequest(req: IncomingMessage): OriginalRequest | undefined {
  const url = req.url ?? "";
  const uri = url.slice(authorizePathOf(url)?.length ?? 0);
  return uri.startsWith("/") ? { method: req.method ?? "", uri } : undefined;
}

/**
 * Reads the original request from the headers of nginx or Traefik. If both kinds are present, they must agree: one may
 * be the client's own, forwarded by a proxy that knows only the other. `appended` is a third source under the same rule.
 * @returns null if there is none, half of one, a repeated one, or two that disagree
 */
export function originalRequest(
  headers: Record<string, string[] | undefined>,
  appended?: OriginalRequest,
): OriginalRequest | null {
  const families = [
    [headers["x-original-method"], headers["x-original-uri"]],
    [headers["x-forwarded-method"], headers["x-forwarded-uri"]],
    [appended && [appended.method], appended && [appended.uri]],
  ].filter((family) => family.some((values) => values !== undefined));
  const read = families.map(([method, uri]) => (method?.length === 1 && uri?.length === 1 ? [method[0], uri[0]] : []));
  const [method, uri] = read[0] ?? [];
  if (!method || !uri || read.some((other) => other[0] !== method || other[1] !== uri)) return null;
  return { method, uri };
}
