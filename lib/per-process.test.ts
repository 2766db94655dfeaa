import { expect, test, vi } from "vitest";
import { perProcess } from "@/lib/per-process";

test("a second copy of the module returns the same value, made once", async () => {
  const make = vi.fn(() => ({}));
  const first = perProcess("test.one", make);
  vi.resetModules();
  const copy = await import("@/lib/per-process");
  expect(copy.perProcess).not.toBe(perProcess);
  expect(copy.perProcess("test.one", make)).toBe(first);
  expect(perProcess("test.two", make)).not.toBe(first);
  expect(make).toHaveBeenCalledTimes(2);
});
