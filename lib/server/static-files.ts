import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import type { PartHandler } from "@/lib/server/requests";

const PREFIX = "/_next/static/";
/** File names contain a hash of the content. */
const CACHE_FOREVER = "public, max-age=31536000, immutable";
const TYPES: Readonly<Record<string, string>> = {
  ".js": "application/javascript; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
  ".svg": "image/svg+xml",
};

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** A weight of zero means "not acceptable" (RFC 9110, 12.5.3). */
const acceptsBrotli = (req: IncomingMessage) =>
  /\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(req.headers["accept-encoding"] ?? ""));

/**
 * Serves the scripts and styles that the build compressed with Brotli. Next would compress them again for each request,
 * and less.
 * @param folder `.next/static` of the build
 */
export function staticFiles(folder: string): PartHandler {
  const names = filesIn(folder).filter((file) => file.endsWith(".br"));
  const known = new Map(
    names.map((file) => [`${PREFIX}${relative(folder, file).slice(0, -3).split(sep).join("/")}`, file]),
  );
  return async (req: IncomingMessage, res: ServerResponse) => {
    if (!req.url?.startsWith(PREFIX) || (req.method !== "GET" && req.method !== "HEAD")) return false;
    const path = req.url.split("?", 1)[0] ?? "";
    const file = known.get(path);
    const type = TYPES[extname(path)];
    if (!file || !type || !acceptsBrotli(req)) return false;
    const content = await readFile(file);
    res.writeHead(200, {
      "Content-Type": type,
      "Content-Encoding": "br",
      "Content-Length": content.length,
      "Cache-Control": CACHE_FOREVER,
      "Cross-Origin-Resource-Policy": "same-origin",
      Vary: "Accept-Encoding",
    });
    res.end(req.method === "HEAD" ? undefined : content);
    return true;
  };
}
