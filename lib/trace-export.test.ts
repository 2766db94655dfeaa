import { SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { expect, test } from "vitest";
import { startTraces, withoutNames } from "./trace-export";
import { TRACER } from "./tracing";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

/** A span as Next makes them. */
function finishedSpan(tracer: string) {
  exporter.reset();
  const attributes = {
    "http.target": "/setup?code=1234",
    "next.span_type": "BaseServer.handleRequest",
    "http.status_code": 500,
  };
  const span = provider.getTracer(tracer).startSpan("GET /projects/docs", { attributes });
  span.recordException(new Error("docs/site is private"));
  span.setStatus({ code: SpanStatusCode.ERROR, message: "docs/site is private" });
  span.end();
  const [finished] = exporter.getFinishedSpans();
  if (!finished) throw new Error("no span");
  return finished;
}

test("a span of a library keeps its kind, status code and ids, and loses name, paths and messages", () => {
  const span = finishedSpan("next.js");
  const sent = withoutNames(span);
  expect(sent).toMatchObject({
    name: "BaseServer.handleRequest",
    attributes: { "next.span_type": "BaseServer.handleRequest", "http.status_code": 500 },
    events: [],
    status: { code: SpanStatusCode.ERROR },
  });
  expect(sent.status.message).toBeUndefined();
  expect(Object.keys(sent.attributes)).toHaveLength(2);
  expect([sent.spanContext(), sent.startTime, sent.duration]).toEqual([
    span.spanContext(),
    span.startTime,
    span.duration,
  ]);
});

test("a span of Purser keeps its name, and loses what Next has added", () => {
  const sent = withoutNames(finishedSpan(TRACER));
  expect(sent).toMatchObject({ name: "GET /projects/docs", attributes: {}, events: [] });
  expect(Object.keys(sent.attributes)).toEqual([]);
});

test("without an endpoint nothing starts", async () => {
  await expect(startTraces(undefined)).resolves.toBeUndefined();
});
