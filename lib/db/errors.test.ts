import { afterEach, expect, test, vi } from "vitest";
import { isUniqueViolation, isWriteConflict, outageIn, toAppError } from "@/lib/db/errors";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

vi.mock("@/lib/log", () => ({ log: { warn: vi.fn() } }));
afterEach(() => vi.useRealTimers());

const prisma = (code: string, message = "") => Object.assign(new Error(message), { code });
const adapter = (cause: object) => Object.assign(new Error("adapter"), { name: "DriverAdapterError", cause });

test.for([
  ["no server", prisma("P1001")],
  ["no free connection", prisma("P2037")],
  [
    "no transaction slot within ten seconds",
    prisma("P2028", "Transaction API error: Unable to start a transaction in the given time."),
  ],
  [
    "a transaction that took too long",
    prisma("P2028", "A commit cannot be executed on an expired transaction. The timeout"),
  ],
  ["a deadlock that retries did not solve", prisma("P2034")],
  ["a statement time-out of Postgres", adapter({ kind: "postgres", code: "57014", originalCode: "57014" })],
  ["a full disk under SQLite", adapter({ kind: "sqlite", originalCode: "SQLITE_FULL" })],
  [
    "a full disk, as Prisma wraps it",
    { code: "P2039", meta: { driverAdapterError: adapter({ originalCode: "SQLITE_FULL" }) } },
  ],
] as const)("%s is UNAVAILABLE with a retry time and without the driver's message", ([, error]) => {
  const mapped = toAppError(error);
  expect(mapped).toMatchObject({ code: "UNAVAILABLE", retryAfterSeconds: 5, cause: error });
  expect(mapped?.message).not.toMatch(/transaction|SQLITE|P2/);
});

const postgres = (code: string, message = "words") => adapter({ kind: "postgres", code, originalCode: code, message });

test.for([
  ["a full disk under SQLite", "full", adapter({ kind: "sqlite", originalCode: "SQLITE_FULL" })],
  ["a full disk under Postgres", "full", postgres("53100", "could not extend file")],
  ["a full disk under a file", "full", prisma("ENOSPC")],
  ["a standby", "readOnly", postgres("25006", "cannot execute INSERT in a read-only transaction")],
  [
    "a SQLite file that may not be written",
    "readOnly",
    adapter({ kind: "sqlite", originalCode: "SQLITE_READONLY_DBMOVED" }),
  ],
  ["no more connections", "away", adapter({ kind: "TooManyConnections", originalCode: "53300" })],
  ["a shutdown", "away", postgres("57P01")],
  ["a client that was closed", "away", new Error("Client was closed and is not queryable")],
] as const)("%s gets a message of its own", ([, outage, error]) => {
  const words = { full: /^The disk is full/, readOnly: /read-only/, away: /isn’t responding/ }[outage];
  expect(outageIn(error)).toBe(outage);
  expect(toAppError({ code: "P2010", meta: { driverAdapterError: error } })?.message).toMatch(words);
});

test("the cause of an outage is logged at once, then every half minute with the number of requests it hit", () => {
  vi.useFakeTimers();
  const lines = vi.mocked(log.warn).mock.calls;
  const before = lines.length;
  const fail = () => toAppError(postgres("57P03", "the database system is starting up"));
  for (let turn = 0; turn < 100; turn++) fail();
  expect(lines.length - before).toBe(1);
  vi.advanceTimersByTime(30_000);
  fail();
  expect(lines.slice(before)).toEqual([
    [{ cause: "57P03", reason: "the database system is starting up" }, "the database isn’t responding"],
    [{ cause: "57P03", reason: "the database system is starting up", unlogged: 99 }, "the database isn’t responding"],
  ]);
});

test("a temporary refusal of our own is logged as well", () => {
  const before = vi.mocked(log.warn).mock.calls.length;
  toAppError(new AppError("UNAVAILABLE", "Too many sign-ins at this moment."));
  expect(vi.mocked(log.warn).mock.calls[before]?.[0]).toMatchObject({ reason: "Too many sign-ins at this moment." });
});

test("the log of an outage has none of the call's arguments", () => {
  const before = vi.mocked(log.warn).mock.calls.length;
  toAppError(
    prisma("P1017", 'Invalid `create()` invocation:\n{ secretHash: "hidden" }\nServer has closed the connection.'),
  );
  const [fields] = vi.mocked(log.warn).mock.calls[before] ?? [];
  expect(fields).toEqual({ cause: "P1017", reason: "Server has closed the connection." });
});

test.for([
  ["a missing table", prisma("P2021")],
  ["a missing row", prisma("P2025")],
  [
    "a transaction used after its end",
    prisma("P2028", "Transaction already closed: A query cannot be executed on a committed transaction."),
  ],
  ["a programming error", new TypeError("x is not a function")],
  ["no error at all", undefined],
] as const)("%s is a defect, not an expected failure", ([, error]) => {
  expect(toAppError(error)).toBeNull();
});

test("an AppError stays as it is, whatever its cause", () => {
  const own = new AppError("CONFLICT", "The robot exists.", { cause: prisma("P2002") });
  expect(toAppError(own)).toBe(own);
});

test("unique violations and write conflicts are recognized by Prisma's code and the adapter's kind", () => {
  expect(isUniqueViolation(prisma("P2002"))).toBe(true);
  expect(isUniqueViolation(adapter({ kind: "UniqueConstraintViolation" }))).toBe(true);
  expect(isUniqueViolation(prisma("P2003"))).toBe(false);
  expect(isWriteConflict(prisma("P2034"))).toBe(true);
  expect(isWriteConflict(adapter({ kind: "TransactionWriteConflict" }))).toBe(true);
  expect(isWriteConflict(prisma("P2002"))).toBe(false);
});
