import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { context } from "@opentelemetry/api";
import type { Env } from "@/lib/env";
import { log } from "@/lib/log";
import { type Arrival, commonHeaders, pageHeaders, stampRequest } from "@/lib/server/headers";
import { answerHealth } from "@/lib/server/health";
import { measureReply } from "@/lib/server/http-metrics";
import { answerPage } from "@/lib/server/pages";
import { replyRefused, requestFault } from "@/lib/server/request-checks";
import { traceRequest } from "@/lib/server/request-span";

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<unknown>;
/** @returns whether it answered the request; if not, it must leave the response alone */
export type PartHandler = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

type Parts = {
  settings: Pick<Env, "PUBLIC_URL" | "TRUST_PROXY">;
  isDev: boolean;
  /** Handlers that run before the app, in this order. */
  first: PartHandler[];
  app: Handler;
};

/** Only failures on these paths are logged as info: they can get thousands of requests a second. */
const QUIET = /^\/(_next\/|healthz$|readyz$|service\/)/;

/** Leaves out the query, which may contain a one-time code or someone's search. */
function logReply(req: IncomingMessage, res: ServerResponse, arrival: Arrival): void {
  const began = performance.now();
  const path = req.url?.split("?", 1)[0] ?? "";
  const onClose = () => {
    measureReply(req.method, path, res.statusCode, performance.now() - began);
    const level = QUIET.test(path) && res.statusCode < 400 ? "debug" : "info";
    if (!log.isLevelEnabled(level)) return;
    const ms = Math.round(performance.now() - began);
    const cut = res.writableFinished ? {} : { cut: true };
    log[level]({ ...arrival, method: req.method, path, status: res.statusCode, ms, ...cut }, "request");
  };
  // The line names the request's trace.
  res.once("close", context.bind(context.active(), onClose));
}

function replyFailed(res: ServerResponse, arrival: Arrival, error: unknown): void {
  log.error({ err: error, requestId: arrival.requestId }, "a request failed");
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.writeHead(500, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  res.end(`Something went wrong. Look for ${arrival.requestId} in the log.\n`);
}

export function requestListener({ settings, isDev, first, app }: Parts): RequestListener {
  const publicUrl = new URL(settings.PUBLIC_URL);
  const isHttps = publicUrl.protocol === "https:";
  const parts = [answerHealth, ...first];
  const answer: Handler = async (req, res) => {
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
  const isTrusted = settings.TRUST_PROXY !== false;
  return (req, res) => void traceRequest(req, res, isTrusted, () => answer(req, res));
}
