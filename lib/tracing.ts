import { SpanStatusCode, trace } from "@opentelemetry/api";

/** Only spans of this tracer are exported with their names and attributes. */
export const TRACER = "purser";

/**
 * Runs `work` as a span of the current trace, if traces are on. `name` must not contain data: traces may be kept by others.
 */
export function inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace.getTracer(TRACER).startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      // Not the error itself: messages name robots and repositories.
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Goes into log lines. Undefined outside a trace. */
export const currentTraceId = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;
