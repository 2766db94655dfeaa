import { AppError } from "@/lib/errors";

type Fields = { name?: unknown; code?: unknown; kind?: unknown; message?: unknown; originalCode?: unknown };

/** Prisma's codes for a database that is not there, is full or did not answer in time, and P2034 when retries ran out. */
const PRISMA_CODES = /^P(1000|1001|1002|1003|1008|1010|1011|1017|2024|2034|2037)$/;
/** The same as the driver adapters name it, where Prisma passes their error on unmapped. */
const ADAPTER_KINDS =
  /^(DatabaseNotReachable|DatabaseDoesNotExist|DatabaseAccessDenied|AuthenticationFailed|ConnectionClosed|TlsConnectionError|TooManyConnections|SocketTimeout|TransactionWriteConflict)$/;
/** SQLSTATE classes: connection, resources, operator intervention (57014 is a statement time-out), locks, idle transaction. */
const POSTGRES_CODES = /^(08...|53...|57...|55P03|25P03|25P04)$/;
const SQLITE_CODES = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM)/;
const SYSTEM_CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|EACCES|EISDIR|ENOTDIR|EROFS|ENOSPC)$/;
/** node-postgres gives its own time-outs and broken connections no code. */
const DRIVER_MESSAGES =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end)/;
/** P2028 also covers misuse of a transaction, which is a defect: only these two are about time. */
const TRANSACTION_TIMEOUTS = /Unable to start a transaction in the given time|on an expired transaction/;

/** Whether a write was refused because the same unique value is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return layers(error).some(({ code, kind }) => code === "P2002" || kind === "UniqueConstraintViolation");
}

/** Whether a write named something that is no longer there, such as a project deleted a moment ago. */
function isForeignKeyViolation(error: unknown): boolean {
  return layers(error).some(({ code, kind }) => code === "P2003" || kind === "ForeignKeyConstraintViolation");
}

/** Whether the database ended a transaction for another one's sake: it may succeed when run again. */
export function isWriteConflict(error: unknown): boolean {
  return layers(error).some(({ code, kind }) => code === "P2034" || kind === "TransactionWriteConflict");
}

/** What a database error means to the one who asked; null for what is not an expected outcome, such as a defect. */
export function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (isUniqueViolation(error)) return new AppError("CONFLICT", "This already exists.", { cause: error });
  if (isForeignKeyViolation(error)) {
    const message = "Something this belongs to was deleted just now. Reload the page and try again.";
    return new AppError("CONFLICT", message, { cause: error });
  }
  if (!layers(error).some(isUnavailable)) return null;
  const message = "The database does not answer at the moment. Try again in a few seconds.";
  return new AppError("UNAVAILABLE", message, { retryAfterSeconds: 5, cause: error });
}

function isUnavailable({ code, kind, message, originalCode }: Fields): boolean {
  const codes = [code, originalCode].filter((value) => typeof value === "string");
  const text = typeof message === "string" ? message : "";
  return (
    codes.some((value) =>
      [PRISMA_CODES, POSTGRES_CODES, SQLITE_CODES, SYSTEM_CODES].some((known) => known.test(value)),
    ) ||
    (typeof kind === "string" && ADAPTER_KINDS.test(kind)) ||
    DRIVER_MESSAGES.test(text) ||
    (code === "P2028" && TRANSACTION_TIMEOUTS.test(text))
  );
}

/** The error and what it wraps: Prisma's error, the adapter's inside its `meta`, and the driver's as a `cause`. */
function layers(error: unknown): Fields[] {
  const found: Fields[] = [];
  for (let next: unknown = error; isObject(next) && found.length < 8; ) {
    found.push(next);
    const { cause, meta } = next as { cause?: unknown; meta?: { driverAdapterError?: unknown } };
    next = cause ?? meta?.driverAdapterError;
  }
  return found;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
