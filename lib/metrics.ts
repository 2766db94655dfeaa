import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { env } from "@/lib/env";
import { perProcess } from "@/lib/per-process";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** No label may hold a name, an id or an address: those are secret to some, and there is no end to them. */
function makeMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[], collect?: (this: Gauge<L>) => void) =>
    new Gauge({ name, help, labelNames, registers, ...(collect && { collect }) });
  const seconds = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Histogram({ name, help, labelNames, buckets: SECONDS, registers });
  return {
    registry,
    gauge,
    requests: counter("purser_http_requests_total", "Requests answered.", ["route", "method", "status_class"]),
    requestSeconds: seconds("purser_http_request_duration_seconds", "Time to answer.", [
      "route",
      "method",
      "status_class",
    ]),
    tokens: counter("purser_token_requests_total", "Token requests with a login name and secret.", [
      "result",
      "secret",
    ]),
    tokenSeconds: seconds("purser_token_duration_seconds", "Time to check a secret and sign a token.", ["scheme"]),
    authorized: counter("purser_authorize_requests_total", "Decisions made for reverse proxies.", [
      "decision",
      "permission",
    ]),
    throttled: counter("purser_throttled_total", "Requests refused with 429.", []),
    writerWait: seconds("purser_sqlite_writer_wait_seconds", "Time that a write waited for its turn.", []),
    robots: gauge("purser_robots", "Robot accounts.", ["level", "status"]),
    expiring: gauge("purser_robots_expiring", "Robot accounts that expire within this time.", ["within"]),
    idle: gauge("purser_robots_idle", "Robot accounts that the policy marks as idle.", []),
    outbox: gauge("purser_outbox_pending", "Deliveries and email waiting to be sent.", ["kind"]),
    taskSuccess: gauge("purser_task_last_success_timestamp_seconds", "When a task last succeeded.", ["task"]),
    certificateExpiry: gauge(
      "purser_signing_certificate_expiry_timestamp_seconds",
      "When the certificate of the signing key expires.",
      [],
    ),
    buildInfo: gauge("purser_build_info", "Always 1, labeled with the version and database.", ["version", "database"]),
  };
}

export type Metrics = ReturnType<typeof makeMetrics>;

/** The metrics of this process, or null if they are off. */
export function metrics(): Metrics | null {
  return perProcess("metrics", () => {
    const { METRICS_PORT, METRICS_TOKEN } = env();
    return { current: METRICS_PORT === undefined && METRICS_TOKEN === undefined ? null : makeMetrics() };
  }).current;
}
