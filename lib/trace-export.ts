import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import { log } from "@/lib/log";
import { onShutdown } from "@/lib/shutdown";
import { TRACER, turnTracesOn } from "@/lib/tracing";
import { VERSION } from "@/lib/version";

/** What can't contain a path, a query or a header. Next adds attributes to its parent span as well, which is ours. */
const OWN_ATTRIBUTES = ["http.request.method", "http.route", "http.response.status_code"];
const ATTRIBUTES_OF_NEXT = ["next.span_type", "http.status_code"];
const FAILURE_REPORT_MS = 60_000;
const SUCCESS = 0;

/** Next puts paths into names and attributes, and messages into events. Paths name projects, robots and one-time codes. */
export function withoutNames(span: ReadableSpan): ReadableSpan {
  const isOwn = span.instrumentationScope.name === TRACER;
  const safe = (isOwn ? OWN_ATTRIBUTES : ATTRIBUTES_OF_NEXT).filter((name) => span.attributes[name] !== undefined);
  const attributes: Attributes = Object.fromEntries(safe.map((name) => [name, span.attributes[name]]));
  const name = isOwn ? span.name : String(attributes["next.span_type"] ?? "span");
  const changed = { name, attributes, events: [], links: [], status: { code: span.status.code } };
  const properties = Object.entries(changed).map(([key, value]) => [key, { value, enumerable: true }]);
  return Object.create(span, Object.fromEntries(properties));
}

/** Exports spans without names, and logs at most one failure a minute. */
function guarded(exporter: SpanExporter): SpanExporter {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return {
    export: (spans, done) =>
      exporter.export(spans.map(withoutNames), (result) => {
        if (result.code !== SUCCESS && performance.now() - reportedAt > FAILURE_REPORT_MS) {
          reportedAt = performance.now();
          log.warn({ spans: spans.length }, "traces can’t be sent: check OTEL_EXPORTER_OTLP_ENDPOINT");
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

/** Sends traces by OTLP over HTTP. Call it before Next is imported. Without an endpoint, nothing is loaded. */
export async function startTraces(endpoint: string | undefined): Promise<void> {
  if (endpoint === undefined) return;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import("@opentelemetry/sdk-trace-node"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      "service.name": process.env.OTEL_SERVICE_NAME || "purser",
      "service.version": VERSION,
    }),
    spanProcessors: [new BatchSpanProcessor(guarded(exporter))],
  });
  provider.register();
  turnTracesOn();
  onShutdown(() => provider.shutdown());
}
