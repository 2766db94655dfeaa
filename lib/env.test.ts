import { expect, test } from "vitest";
import { manualSecretSchema } from "@/lib/robots/schema";
import { MAX_PASSWORD_BYTES } from "./credentials/password";
import { readEnv } from "./env";

test("no secret by hand may be longer than what bcrypt reads, whatever the setting says", () => {
  const { ROBOT_SECRET_MAX_LENGTH: longest } = readEnv({ AUTH_SECRET: "a".repeat(32), ROBOT_SECRET_MAX_LENGTH: "128" });
  const secret = (length: number) => manualSecretSchema(longest).safeParse("Aa1".padEnd(length, "x")).success;
  expect([secret(MAX_PASSWORD_BYTES), secret(MAX_PASSWORD_BYTES + 1)]).toEqual([true, false]);
});
