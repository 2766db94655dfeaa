import pino, { type Logger } from "pino";
import { logDestination } from "@/lib/log-destination";

/** Names of fields whose value is never written, at any depth. */
const SECRET_FIELD = /authorization|cookie|password|secret|token|credential/i;
const MAX_DEPTH = 6;

/** `value` without what secret fields hold. Numbers and booleans stay: a count of tokens is no token. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return errorFields(value);
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return "[bytes]";
  if (depth >= MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      SECRET_FIELD.test(key) && holdsText(entry) ? "[redacted]" : redact(entry, depth + 1),
    ]),
  );
}

function holdsText(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "object" && value !== null);
}

/** Only what an error says of itself: libraries hang whole requests, headers included, on theirs. */
function errorFields(error: Error): object {
  const { name, cause } = error;
  // Next's name for the error, which is all that a page says of it.
  const digest = "digest" in error && typeof error.digest === "string" ? { digest: error.digest } : {};
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const message = withoutArguments(error);
  const stack = error.stack?.replace(error.message, () => message);
  return { name, message, code, ...digest, stack, ...(cause instanceof Error ? { cause: errorFields(cause) } : {}) };
}

/** Prisma prints the arguments of a call it could not make sense of, hashes and passwords among them; its reason comes last. */
function withoutArguments({ name, message }: Error): string {
  return name.startsWith("PrismaClient") ? (message.trim().split("\n").at(-1) ?? "") : message;
}

function level(): string {
  const given = process.env.LOG_LEVEL ?? "";
  return given === "silent" || given in pino.levels.values ? given : "info";
}

/** One JSON object a line on standard output. A wrong LOG_LEVEL is for `env()` to name; here it means "info". */
export const log: Logger = pino(
  {
    level: level(),
    base: null,
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
