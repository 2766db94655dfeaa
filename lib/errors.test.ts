import { expect, test, vi } from "vitest";
import { toAppError } from "./db/errors";
import { AppError } from "./errors";

test("an error of another bundle’s copy of the class is known, and no other error is", async () => {
  vi.resetModules();
  const { AppError: Copy } = await import("./errors");
  const error = new Copy("UNAVAILABLE", "Later.", { retryAfterSeconds: 5 });
  expect(Copy).not.toBe(AppError);
  expect(error).toBeInstanceOf(AppError);
  expect(toAppError(error)).toBe(error);
  expect(
    [new Error("x"), { code: "UNAVAILABLE" }, null, "x"].some((other) => (other as unknown) instanceof AppError),
  ).toBe(false);
});
