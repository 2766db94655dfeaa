import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Env } from "@/lib/env";
import { log } from "@/lib/log";
import { type Arrival, commonHeaders, pageHeaders, stampRequest } from "@/lib/server/headers";
import { answerHealth } from "@/lib/server/health";
import { answerPage } from "@/lib/server/pages";
import { replyRefused, requestFault } from "@/lib/server/request-checks";

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<unknown>;
/** Answers a request of its own and says true, or leaves the reply alone and says false. */
export type PartHandler = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

type Parts = {
  settings: Pick<Env, "PUBLIC_URL" | "TRUST_PROXY">;
  isDev: boolean;
  /** What is answered before the app, in this order. */
  first: PartHandler[];
  app: Handler;
};

/** Paths of which only a refusal or a failure is worth a line: there are thousands of them a second. */
const QUIET = /^\/(_next\/|healthz$|readyz$|service\/)/;

/** Logs a reply when it is out. The query is left out: it may hold a one-time code or what somebody searched for. */
function logReply(req: IncomingMessage, res: ServerResponse, arrival: Arrival): void {
  const began = performance.now();
  const path = req.url?.split("?", 1)[0] ?? "";
  res.once("close", () => {
    const level = QUIET.test(path) && res.statusCode < 400 ? "debug" : "info";
    if (!log.isLevelEnabled(level)) return;
    const ms = Math.round(performance.now() - began);
    const cut = res.writableFinished ? {} : { cut: true };
    log[level]({ ...arrival, method: req.method, path, status: res.statusCode, ms, ...cut }, "request");
  });
}

/** The reply to a defect: an id to look up in the log, nothing else. */
function replyFailed(res: ServerResponse, arrival: Arrival, error: unknown): void {
  log.error({ err: error, requestId: arrival.requestId }, "a request failed");
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.writeHead(500, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  res.end(`Something went wrong here. The log names it as ${arrival.requestId}.\n`);
}

/** The listener of the one http server: stamps the request, then asks each part in turn. */
export function requestListener({ settings, isDev, first, app }: Parts): RequestListener {
  const publicUrl = new URL(settings.PUBLIC_URL);
  const isHttps = publicUrl.protocol === "https:";
  const parts = [answerHealth, ...first];
  return async (req, res) => {
    const fault = requestFault(req);
    const arrival = stampRequest(req, publicUrl, settings.TRUST_PROXY);
    logReply(req, res, arrival);
    commonHeaders(res, arrival.requestId, isHttps);
    if (fault) return replyRefused(res, fault);
    try {
      for (const answers of parts) if (await answers(req, res)) return;
      pageHeaders(req, res, { isDev, isHttps });
      await answerPage(app, req, res, arrival.requestId);
    } catch (error) {
      replyFailed(res, arrival, error);
    }
  };
}
