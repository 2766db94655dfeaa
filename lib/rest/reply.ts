import { type AppError, ERROR_TABLE } from "../errors";

/** Empty without `body` and `text`. */
export type Reply = { status: number; body?: unknown; text?: string; headers?: Record<string, string> };

/** The shape of every error response. */
export type Envelope = { errors: { code: string; message: string }[] };

/** HEAD gets the same headers without the content. */
export function toResponse({ status, body, text, headers = {} }: Reply, method: string): Response {
  const content = body === undefined ? (text ?? null) : JSON.stringify(body);
  const type = body === undefined ? "text/plain; charset=utf-8" : "application/json";
  return new Response(method === "HEAD" ? null : content, {
    status,
    headers: { "Cache-Control": "no-store", ...(content !== null && { "Content-Type": type }), ...headers },
  });
}

export function refusal(error: AppError): Reply {
  const { status, rest } = ERROR_TABLE[error.code];
  return {
    ...envelope(status, rest, error.message),
    headers: {
      ...(error.retryAfterSeconds !== undefined && { "Retry-After": String(error.retryAfterSeconds) }),
      ...(error.code === "UNAUTHORIZED" && { "WWW-Authenticate": 'Basic realm="Purser", charset="UTF-8"' }),
    },
  };
}

export function envelope(status: number, code: string, message: string): Reply & { body: Envelope } {
  return { status, body: { errors: [{ code, message }] } };
}

export function methodRefusal(allowed: readonly string[]): Reply {
  const list = allowed.join(", ");
  return { ...envelope(405, "METHOD_NOT_ALLOWED", `only ${list}`), headers: { Allow: list } };
}
