import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { context } from "@opentelemetry/api";
import type { Env } from "@/lib/env";
import { log } from "@/lib/log";
import type { Maybe } from "@/lib/maybe";
import { type Arrival, arrivalOf, commonHeaders, pageHeaders, stampRequest } from "@/lib/server/headers";
import { answerHealth } from "@/lib/server/health";
import { measureReply } from "@/lib/server/http-metrics";
import { answerPage } from "@/lib/server/pages";
import { replyRefused, requestFault } from "@/lib/server/request-checks";
import { pathOf } from "@/lib/server/request-path";
import { traceRequest } from "@/lib/server/request-span";
import { tracesAreOn } from "@/lib/tracing";

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<unknown>;
/** @returns whether it answered the request; if not, it must leave the response alone */
export type PartHandler = (req: IncomingMessage, res: ServerResponse) => Maybe<boolean>;

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
  const path = pathOf(req);
  const onClose = () => {
    measureReply(req.method, path, res.statusCode, performance.now() - began);
    const level = QUIET.test(path) && res.statusCode < 400 ? "debug" : "info";
    if (!log.isLevelEnabled(level)) return;
    const ms = Math.round(performance.now() - began);
    const cut = res.writableFinished ? {} : { cut: true };
    log[level]({ ...arrival, method: req.method, path, status: res.statusCode, ms, ...cut }, "request");
  };
  // The line names the request's trace.
  res.on("close", tracesAreOn() ? context.bind(context.active(), onClose) : onClose);
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
  const answerFrom = (part: number, req: IncomingMessage, res: ServerResponse, arrival: Arrival): Maybe<unknown> => {
    for (let at = part; at < parts.length; at++) {
      const answered = parts[at]?.(req, res);
      if (answered instanceof Promise)
        return answered.then((isAnswered) => isAnswered || answerFrom(at + 1, req, res, arrival));
      if (answered) return;
    }
    stampRequest(req, publicUrl, settings.TRUST_PROXY, arrival);
    pageHeaders(req, res, { isDev, isHttps });
    return answerPage(app, req, res, arrival.requestId);
  };
  const answer = (req: IncomingMessage, res: ServerResponse) => {
    const fault = requestFault(req);
    const arrival = arrivalOf(req, settings.TRUST_PROXY);
    logReply(req, res, arrival);
    commonHeaders(res, arrival.requestId, isHttps);
    if (fault) return replyRefused(res, fault);
    const fail = (error: unknown) => replyFailed(res, arrival, error);
    try {
      const answered = answerFrom(0, req, res, arrival);
      if (answered instanceof Promise) return answered.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
  const isTrusted = settings.TRUST_PROXY !== false;
  return (req, res) => void traceRequest(req, res, isTrusted, () => answer(req, res));
}
