import { logOutage } from "@/lib/db/outage-log";
import { AppError } from "@/lib/errors";
import { noteUnavailable } from "@/lib/request-notes";

type Fields = {
  name?: unknown;
  code?: unknown;
  kind?: unknown;
  message?: unknown;
  originalCode?: unknown;
  originalMessage?: unknown;
};

const RETRY_SECONDS = 5;
const OUTAGES = {
  full: "The disk is full, so nothing can be saved. Free up space on the server and try again.",
  readOnly: "The database is read-only right now, so nothing can be saved. Try again in a few seconds.",
  away: "The database isn’t responding. Try again in a few seconds.",
};
const LOGGED: Record<Outage, string> = {
  full: "the disk is full",
  readOnly: "the database is read-only",
  away: "the database isn’t responding",
};

export type Outage = keyof typeof OUTAGES;

/** SQLite's code, Postgres's disk_full, and the system's codes for a full disk or quota. */
const FULL_CODES = /^(SQLITE_FULL|53100|ENOSPC|EDQUOT)$/;
/** 25006 is Postgres's read_only_sql_transaction: a standby, or a former primary after a failover. */
const READ_ONLY_CODES = /^(25006|SQLITE_READONLY.*|EROFS)$/;

/** Prisma's codes for an unreachable, overloaded or slow database, and P2034 once retries ran out. */
const PRISMA_CODES = /^P(1000|1001|1002|1003|1008|1010|1011|1017|2024|2034|2037)$/;
/** The driver adapters' names for the same, where Prisma passes their error on unmapped. */
const ADAPTER_KINDS =
  /^(DatabaseNotReachable|DatabaseDoesNotExist|DatabaseAccessDenied|AuthenticationFailed|ConnectionClosed|TlsConnectionError|TooManyConnections|SocketTimeout|TransactionWriteConflict)$/;
/** SQLSTATE: connection, resources, operator intervention (57014 is a statement timeout), locks, idle transaction. */
const POSTGRES_CODES = /^(08...|53...|57...|55P03|25P03|25P04)$/;
const SQLITE_CODES = /^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|NOMEM)/;
const SYSTEM_CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|EACCES|EISDIR|ENOTDIR)$/;
/** node-postgres gives its own timeouts and broken connections no code. */
const DRIVER_MESSAGES =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end)/;
/** P2028 also covers misuse of a transaction, which is a defect. These two are timeouts. */
const TRANSACTION_TIMEOUTS = /Unable to start a transaction in the given time|on an expired transaction/;

export function isUniqueViolation(error: unknown): boolean {
  return layers(error).some(({ code, kind }) => code === "P2002" || kind === "UniqueConstraintViolation");
}

function isForeignKeyViolation(error: unknown): boolean {
  return layers(error).some(({ code, kind }) => code === "P2003" || kind === "ForeignKeyConstraintViolation");
}

/** A transaction that lost to a concurrent one. It may succeed when retried. */
export function isWriteConflict(error: unknown): boolean {
  return layers(error).some(({ code, kind }) => code === "P2034" || kind === "TransactionWriteConflict");
}

/** Translates a database error for the user; null for a defect. */
export function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return noted(error);
  if (isUniqueViolation(error)) return new AppError("CONFLICT", "This already exists.", { cause: error });
  if (isForeignKeyViolation(error)) {
    const message = "Something this belongs to was just deleted. Reload the page and try again.";
    return new AppError("CONFLICT", message, { cause: error });
  }
  const found = layers(error);
  const outage = outageOf(found);
  if (!outage) return null;
  logOutage(LOGGED[outage], firstText(found, ["originalCode", "code", "kind"]), reasonOf(found));
  return noted(new AppError("UNAVAILABLE", OUTAGES[outage], { retryAfterSeconds: RETRY_SECONDS, cause: error }));
}

export function outageIn(error: unknown): Outage | null {
  return outageOf(layers(error));
}

function noted(error: AppError): AppError {
  if (error.code !== "UNAVAILABLE") return error;
  noteUnavailable(error.retryAfterSeconds ?? RETRY_SECONDS);
  // With a cause it is an outage, which has been logged already.
  if (error.cause === undefined) logOutage("a request was temporarily refused", error.code, error.message);
  return error;
}

function outageOf(found: Fields[]): Outage | null {
  const codes = found
    .flatMap(({ code, originalCode }) => [code, originalCode])
    .filter((code) => typeof code === "string");
  if (codes.some((code) => FULL_CODES.test(code))) return "full";
  if (codes.some((code) => READ_ONLY_CODES.test(code))) return "readOnly";
  const isAway = [PRISMA_CODES, POSTGRES_CODES, SQLITE_CODES, SYSTEM_CODES].some((known) =>
    codes.some((code) => known.test(code)),
  );
  return isAway || found.some(isAwayByMessage) ? "away" : null;
}

function isAwayByMessage({ code, kind, message }: Fields): boolean {
  const text = typeof message === "string" ? message : "";
  return (
    (typeof kind === "string" && ADAPTER_KINDS.test(kind)) ||
    DRIVER_MESSAGES.test(text) ||
    (code === "P2028" && TRANSACTION_TIMEOUTS.test(text))
  );
}

/** The driver's message, from the innermost layer. Prisma's own may start with arguments; its last line is the reason. */
function reasonOf(found: Fields[]): string {
  const text = firstText(found.toReversed(), ["originalMessage", "message", "kind"]);
  return text.trim().split("\n").at(-1) ?? "";
}

function firstText(found: Fields[], names: (keyof Fields)[]): string {
  for (const name of names) {
    const text = found.map((layer) => layer[name]).find((value) => typeof value === "string" && value !== "");
    if (typeof text === "string") return text;
  }
  return "unknown";
}

/** Prisma's error, the adapter's error in its `meta`, and the driver's error as its `cause`. */
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
