import type { IncomingMessage, ServerResponse } from "node:http";
import { METHODS } from "./operation";
import { envelope, methodRefusal, type Reply } from "./reply";

const BASE = "/api/v2.0";

/**
 * Answers what Next would answer in its own format: paths under the API that it would redirect or can't decode, and
 * methods that it doesn't support.
 * @returns whether it answered the request
 */
export async function rejectMalformedPaths(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const path = req.url?.split("?", 1)[0] ?? "";
  if (path !== BASE && !path.startsWith(`${BASE}/`)) return false;
  const reply = refusalOf(path, req.method ?? "");
  if (!reply) return false;
  const text = JSON.stringify(reply.body);
  res.writeHead(reply.status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    ...reply.headers,
  });
  res.end(req.method === "HEAD" ? undefined : text);
  req.resume();
  return true;
}

function refusalOf(path: string, method: string): Reply | null {
  if (!(METHODS as readonly string[]).includes(method))
    return methodRefusal(METHODS.filter((known) => known !== "OPTIONS"));
  const isMalformed = path.endsWith("/") || path.includes("//") || path.includes("\\") || !isDecodable(path);
  return isMalformed ? envelope(404, "NOT_FOUND", "path not found") : null;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
