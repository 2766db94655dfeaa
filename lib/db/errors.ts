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
/** What people are told of an outage, by what is the matter. */
const OUTAGES = {
  full: "The disk is full, so nothing can be saved. Free up space on the server and try again.",
  readOnly: "The database is read-only right now, so nothing can be saved. Try again in a few seconds.",
  away: "The database isn’t responding. Try again in a few seconds.",
};
/** The same for the log. */
const LOGGED: Record<Outage, string> = {
  full: "the disk is full",
  readOnly: "the database is read-only",
  away: "the database isn’t responding",
};

/** Why the database cannot do what it should. */
export type Outage = keyof typeof OUTAGES;

/** SQLite's code, Postgres's disk_full, the system's for a disk and for a quota. */
const FULL_CODES = /^(SQLITE_FULL|53100|ENOSPC|EDQUOT)$/;
/** Postgres's read_only_sql_transaction: a standby, or a primary that another took over from. */
const READ_ONLY_CODES = /^(25006|SQLITE_READONLY.*|EROFS)$/;

/** Prisma's codes for a database that is not there, is full or did not answer in time, and P2034 when retries ran out. */
const PRISMA_CODES = /^P(1000|1001|1002|1003|1008|1010|1011|1017|2024|2034|2037)$/;
/** The same as the driver adapters name it, where Prisma passes their error on unmapped. */
const ADAPTER_KINDS =
  /^(DatabaseNotReachable|DatabaseDoesNotExist|DatabaseAccessDenied|AuthenticationFailed|ConnectionClosed|TlsConnectionError|TooManyConnections|SocketTimeout|TransactionWriteConflict)$/;
/** SQLSTATE classes: connection, resources, operator intervention (57014 is a statement time-out), locks, idle transaction. */
const POSTGRES_CODES = /^(08...|53...|57...|55P03|25P03|25P04)$/;
const SQLITE_CODES = /^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|NOMEM)/;
const SYSTEM_CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|EACCES|EISDIR|ENOTDIR)$/;
/** node-postgres gives its own time-outs and broken connections no code. */
const DRIVER_MESSAGES =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end)/;
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

/** Why the database could not do it, if that is what the error is about. */
export function outageIn(error: unknown): Outage | null {
  return outageOf(layers(error));
}

function noted(error: AppError): AppError {
  if (error.code !== "UNAVAILABLE") return error;
  noteUnavailable(error.retryAfterSeconds ?? RETRY_SECONDS);
  // With a cause it was an outage, which is logged as such.
  if (error.cause === undefined) logOutage("a request was refused for the moment", error.code, error.message);
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
  return isAway || found.some(isAwayByWords) ? "away" : null;
}

function isAwayByWords({ code, kind, message }: Fields): boolean {
  const text = typeof message === "string" ? message : "";
  return (
    (typeof kind === "string" && ADAPTER_KINDS.test(kind)) ||
    DRIVER_MESSAGES.test(text) ||
    (code === "P2028" && TRANSACTION_TIMEOUTS.test(text))
  );
}

/** The driver's own words, which are in the innermost layer. Prisma's may begin with a call's arguments; its reason comes last. */
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
