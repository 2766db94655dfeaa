import { expect, test } from "vitest";
import { isUniqueViolation, isWriteConflict, toAppError } from "@/lib/db/errors";
import { AppError } from "@/lib/errors";

const prisma = (code: string, message = "") => Object.assign(new Error(message), { code });
const adapter = (cause: object) => Object.assign(new Error("adapter"), { name: "DriverAdapterError", cause });

test.for([
  ["no server", prisma("P1001")],
  ["no free connection", prisma("P2037")],
  [
    "no turn within ten seconds",
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
] as const)("%s is UNAVAILABLE, with a time to come back and no driver's words", ([, error]) => {
  const mapped = toAppError(error);
  expect(mapped).toMatchObject({ code: "UNAVAILABLE", retryAfterSeconds: 5, cause: error });
  expect(mapped?.message).not.toMatch(/transaction|SQLITE|P2/);
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
] as const)("%s is nothing a caller could expect", ([, error]) => {
  expect(toAppError(error)).toBeNull();
});

test("a rule's own error stays as it is, whatever caused it", () => {
  const own = new AppError("CONFLICT", "The robot exists.", { cause: prisma("P2002") });
  expect(toAppError(own)).toBe(own);
});

test("unique violations and write conflicts are told by code and by the adapter's kind", () => {
  expect(isUniqueViolation(prisma("P2002"))).toBe(true);
  expect(isUniqueViolation(adapter({ kind: "UniqueConstraintViolation" }))).toBe(true);
  expect(isUniqueViolation(prisma("P2003"))).toBe(false);
  expect(isWriteConflict(prisma("P2034"))).toBe(true);
  expect(isWriteConflict(adapter({ kind: "TransactionWriteConflict" }))).toBe(true);
  expect(isWriteConflict(prisma("P2002"))).toBe(false);
});
