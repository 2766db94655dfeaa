import { metrics } from "@/lib/metrics";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const ROUTES: [RegExp, string][] = [
  [/^\/service\/token$/, "token"],
  [/^\/service\/authorize/, "authorize"],
  [/^\/\.well-known\/jwks\.json$/, "jwks"],
  [/^\/(healthz|readyz)$/, "health"],
  [/^\/metrics$/, "metrics"],
  [/^\/api(\/|$)/, "api"],
  [/^\/_next\//, "static"],
];

/** A few kinds of path, because a path can hold names and there is no end to them. */
export function routeOf(path: string): string {
  return ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? "page";
}

export const knownMethod = (method = "") => (METHODS.has(method) ? method : "other");

export function measureReply(method: string | undefined, path: string, status: number, ms: number): void {
  const measured = metrics();
  if (!measured) return;
  const labels = {
    route: routeOf(path),
    method: knownMethod(method),
    status_class: `${Math.floor(status / 100)}xx`,
  };
  measured.requests.inc(labels);
  measured.requestSeconds.observe(labels, ms / 1000);
  if (status === 429) measured.throttled.inc();
}
