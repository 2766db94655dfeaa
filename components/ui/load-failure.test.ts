import { expect, test } from "vitest";
import { isLoadFailure } from "@/components/ui/load-failure";

test.each([
  Object.assign(new Error("gone"), { name: "ChunkLoadError" }),
  new Error("Failed to load chunk /_next/static/chunks/0a1.js from module 7"),
  new Error("Loading chunk 7 failed."),
])("missing code is told from other errors: %s", (error) => expect(isLoadFailure(error)).toBe(true));

test.each([new Error("Something went wrong"), new TypeError("x is not a function"), "ChunkLoadError", null])(
  "and other errors from missing code: %s",
  (error) => expect(isLoadFailure(error)).toBe(false),
);
