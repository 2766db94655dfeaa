import pino, { type Logger } from "pino";
import { logDestination } from "@/lib/log-destination";
import { currentTraceId } from "@/lib/tracing";

/** Fields whose values are never logged, at any depth. */
const SECRET_FIELD = /authorization|cookie|password|secret|token|credential/i;
const MAX_DEPTH = 6;

/** Replaces the values of secret fields, except numbers and booleans: a count of tokens is not a token. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (value instanceof Error) return errorFields(value);
  if (value instanceof Uint8Array) return "[bytes]";
  if (depth >= MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      SECRET_FIELD.test(key) && mayHoldText(entry) ? "[redacted]" : redact(entry, depth + 1),
    ]),
  );
}

const mayHoldText = (value: unknown) => typeof value === "string" || (typeof value === "object" && value !== null);

/** A fixed set of fields, because libraries attach whole requests with their headers to errors. */
function errorFields(error: Error): object {
  // Next shows only the digest of an error on a page.
  const { name, cause, code, digest } = error as Error & { code?: unknown; digest?: unknown };
  const message = withoutArguments(error);
  const stack = error.stack?.replace(error.message, () => message);
  const texts = Object.entries({ code, digest }).filter(([, value]) => typeof value === "string");
  const inner = cause instanceof Error ? { cause: errorFields(cause) } : {};
  return { name, message, ...Object.fromEntries(texts), stack, ...inner };
}

/** Prisma prints the arguments of an invalid call, including hashes and passwords; the reason is on the last line. */
function withoutArguments({ name, message }: Error): string {
  return name.startsWith("PrismaClient") ? (message.trim().split("\n").at(-1) ?? "") : message;
}

function level(): string {
  const given = process.env.LOG_LEVEL ?? "";
  return given === "silent" || given in pino.levels.values ? given : "info";
}

/** Writes one JSON object per line. `env()` reports an invalid LOG_LEVEL; here it means "info". */
export const log: Logger = pino(
  {
    level: level(),
    base: null,
    mixin: () => {
      const traceId = currentTraceId();
      return traceId === undefined ? {} : { traceId };
    },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      bindings: (fields) => redact(fields) as Record<string, unknown>,
      log: (fields) => redact(fields) as Record<string, unknown>,
    },
    serializers: { err: (value: unknown) => value, error: (value: unknown) => value },
  },
  logDestination(),
);
