/** Expected failures. Anything else is a defect: logged with an id and shown as INTERNAL. */
export type ErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "DENIED"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PRECONDITION_FAILED"
  | "UNPROCESSABLE"
  | "TOO_MANY_REQUESTS"
  | "UNAVAILABLE"
  | "INTERNAL";

/** Messages by form field. */
export type FieldErrors = Record<string, string>;

type Details = { fields?: FieldErrors; retryAfterSeconds?: number; cause?: unknown };

// The server's bundle and Next's bundles each have a copy of this class and share what throws it, such as the queue for
// passwords: an error counts as one whichever copy made it.
const MARK: unique symbol = Symbol.for("purser.error");

/** An expected failure. `message` is shown to the user: it says what to do next and never contains a secret. */
export class AppError extends Error {
  readonly [MARK] = true;
  readonly code: ErrorCode;
  readonly fields: FieldErrors | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = details.fields;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return typeof value === "object" && value !== null && MARK in value;
  }
}

/** The HTTP status, and the code that Harbor's REST clients know. */
export const ERROR_TABLE: Record<ErrorCode, { status: number; rest: string }> = {
  BAD_REQUEST: { status: 400, rest: "BAD_REQUEST" },
  UNAUTHORIZED: { status: 401, rest: "UNAUTHORIZED" },
  FORBIDDEN: { status: 403, rest: "FORBIDDEN" },
  DENIED: { status: 403, rest: "DENIED" },
  NOT_FOUND: { status: 404, rest: "NOT_FOUND" },
  CONFLICT: { status: 409, rest: "CONFLICT" },
  PRECONDITION_FAILED: { status: 412, rest: "PRECONDITION" },
  UNPROCESSABLE: { status: 422, rest: "UNPROCESSABLE_ENTITY" },
  TOO_MANY_REQUESTS: { status: 429, rest: "TOO_MANY_REQUESTS" },
  UNAVAILABLE: { status: 503, rest: "SERVICE_UNAVAILABLE" },
  INTERNAL: { status: 500, rest: "UNKNOWN" },
};
