import type { IncomingMessage, ServerResponse } from "node:http";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { knownMethod, routeOf } from "@/lib/server/http-metrics";
import { TRACER, tracesAreOn } from "@/lib/tracing";

/** They come every few seconds, and say nothing. */
const UNTRACED = new Set(["health", "metrics", "static"]);

/**
 * Makes the request a span. The caller's trace goes on only behind a trusted proxy: others could choose not to be traced.
 */
export function traceRequest<T>(req: IncomingMessage, res: ServerResponse, isTrusted: boolean, work: () => T): T {
  if (!tracesAreOn()) return work();
  const route = routeOf(req.url?.split("?", 1)[0] ?? "");
  if (UNTRACED.has(route)) return work();
  const { traceparent } = req.headers;
  const parent = isTrusted ? propagation.extract(ROOT_CONTEXT, { traceparent }) : ROOT_CONTEXT;
  const method = knownMethod(req.method);
  const attributes = { "http.request.method": method, "http.route": route };
  const name = `${method} ${route}`;
  const span = trace.getTracer(TRACER).startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  res.once("close", () => {
    // Next has written its own name and route, which can be a path.
    span.updateName(name);
    span.setAttributes({ ...attributes, "http.response.status_code": res.statusCode });
    if (res.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  return context.with(trace.setSpan(parent, span), work);
}
