import { expect, it } from "vitest";
import { z } from "zod";
import { creationKey } from "@/components/robots/creation-key";

it("creation keys are unique UUIDs that the server accepts", () => {
  const keys = Array.from({ length: 500 }, creationKey);
  for (const key of keys) expect(z.uuid().safeParse(key).success, key).toBe(true);
  expect(new Set(keys).size).toBe(keys.length);
});
