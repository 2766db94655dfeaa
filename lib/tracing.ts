import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { Maybe } from "./maybe";
import { perProcess } from "./per-process";

/** Only spans of this tracer are exported with their names and attributes. */
export const TRACER = "purser";

const traces = perProcess("traces", () => ({ areOn: false }));

/** Call it once an exporter is registered. Until then spans cost nothing, not even their objects. */
export function turnTracesOn(): void {
  traces.areOn = true;
}

export const tracesAreOn = (): boolean => traces.areOn;

/**
 * Runs `work` as a span of the current trace, if traces are on. `name` must not contain data: traces may be kept by others.
 */
export function inSpan<T>(name: string, work: () => Maybe<T>): Maybe<T> {
  if (!traces.areOn) return work();
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
