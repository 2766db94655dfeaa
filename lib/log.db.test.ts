import { expect, test } from "vitest";
import { getDb } from "@/lib/db/client";
import { redact } from "@/lib/log";

test("an invalid call of the database client is logged without its arguments", async () => {
  const data = { key: "k", value: "hidden-value", password: "hidden-password" };
  const error = await getDb()
    .setting.create({ data })
    .catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("hidden");
  const written = JSON.stringify(redact({ err: error }));
  expect(written).toContain("Unknown argument `password`");
  expect(written).not.toContain("hidden");
});
