import type { IncomingMessage, ServerResponse } from "node:http";
import { ERROR_TABLE } from "@/lib/errors";
import { type RequestNotes, runWithNotes } from "@/lib/request-notes";
import { databaseOutage } from "@/lib/server/queries";
import { unavailablePage } from "@/lib/server/unavailable-page";

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<unknown>;

/**
 * Lets Next answer, and adds the statuses that Next doesn't use: 400 for an unreadable path or body, and 503 while the
 * database is unavailable.
 */
export async function answerPage(app: Handler, req: IncomingMessage, res: ServerResponse, requestId: string) {
  if (!isDecodable(req.url ?? "")) return sendText(res, 400, "The address is malformed.");
  if (needsDatabase(req)) {
    const outage = await databaseOutage();
    if (outage) {
      res.setHeader("Retry-After", outage.retryAfterSeconds ?? 5);
      return unavailablePage(req, res, outage.message);
    }
  }
  const notes: RequestNotes = { requestId, isReached: !mayBeAction(req), retryAfterSeconds: null };
  // The API says itself what became of a request: its health is 200 also without the database.
  if (!req.url?.startsWith("/api/")) sendNotedStatus(res, notes);
  await runWithNotes(notes, () => app(req, res));
}

/** Checks only the path: a query may contain a lone percent sign. */
function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/**
 * True for pages and for the parts of them that a navigation fetches. Requests from scripts, such as server actions,
 * report an outage in their own format.
 */
function needsDatabase({ url = "", headers }: IncomingMessage): boolean {
  if (/^\/(_next|api)\//.test(url) || url === "/favicon.svg" || headers["next-action"] !== undefined) return false;
  return headers.rsc !== undefined || (headers.accept ?? "").includes("text/html");
}

/** Whether Next reads the body before our code runs, and fails if it can't. The REST API reads its own bodies. */
function mayBeAction({ method, url = "" }: IncomingMessage): boolean {
  return method === "POST" && !url.startsWith("/api/");
}

/** Next has already chosen a status, so the noted one replaces it as the head is written. */
function sendNotedStatus(res: ServerResponse, notes: RequestNotes): void {
  const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => ServerResponse;
  const noted = (status: number, ...rest: unknown[]) => {
    const sent = statusFor(status, notes);
    if (sent === ERROR_TABLE.UNAVAILABLE.status && notes.retryAfterSeconds !== null)
      res.setHeader("Retry-After", notes.retryAfterSeconds);
    writeHead(sent, ...rest);
    // Next may name its own once more when the head is out: the log tells what was sent.
    if (sent !== status) Object.defineProperty(res, "statusCode", { get: () => sent, set: () => {} });
    return res;
  };
  Object.assign(res, { writeHead: noted });
}

function statusFor(status: number, { isReached, retryAfterSeconds }: RequestNotes): number {
  if (retryAfterSeconds !== null && [200, 500].includes(status)) return ERROR_TABLE.UNAVAILABLE.status;
  return status === 500 && !isReached ? ERROR_TABLE.BAD_REQUEST.status : status;
}

function sendText(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  res.end(`${text}\n`);
}
