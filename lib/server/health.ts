import type { IncomingMessage, ServerResponse } from "node:http";
import type { Maybe } from "@/lib/maybe";
import { databaseUnreadiness, type Unreadiness } from "@/lib/server/queries";
import { pathOf } from "@/lib/server/request-path";
import { isStopping } from "@/lib/shutdown";

const REASONS: Record<Unreadiness, string> = {
  away: "the database isn’t responding",
  full: "the disk is full",
  readOnly: "the database is read-only",
  file: "the database file is missing or damaged: see the log",
  defect: "the database is failing: see the log",
};

function answer(res: ServerResponse, status: number, body: string): true {
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  res.end(`${body}\n`);
  return true;
}

/**
 * Answers `/healthz` (the process is up) and `/readyz` (200 if the database can be read and written and the process isn't
 * stopping, else 503).
 * @returns whether the request was one of these
 */
export function answerHealth(req: IncomingMessage, res: ServerResponse): Maybe<boolean> {
  const path = pathOf(req);
  return path === "/healthz" || path === "/readyz" ? reportHealth(path, req, res) : false;
}

async function reportHealth(path: string, req: IncomingMessage, res: ServerResponse): Promise<true> {
  if (req.method !== "GET" && req.method !== "HEAD") {
    res.setHeader("Allow", "GET, HEAD");
    return answer(res, 405, "method not allowed");
  }
  if (path === "/healthz") return answer(res, 200, "ok");
  if (isStopping()) return answer(res, 503, "stopping");
  const reason = await databaseUnreadiness();
  return reason === null ? answer(res, 200, "ready") : answer(res, 503, REASONS[reason]);
}
