import { expect, test } from "vitest";
import { redact } from "@/lib/log";

test("fields that hold secrets are not written, however deep and whatever their case", () => {
  const given = {
    headers: { Authorization: "Basic c2VjcmV0", "set-cookie": ["a=hidden"], Accept: "*/*" },
    robots: [{ name: "robot_docs+ci", secret: "hidden", accessToken: "hidden" }],
    AUTH_SECRET: "hidden",
    currentPassword: "hidden",
  };
  const written = JSON.stringify(redact(given));
  expect(written).not.toMatch(/hidden|c2VjcmV0/);
  expect(written).toContain("robot_docs+ci");
  expect(written).toContain("*/*");
});

test("numbers and switches stay: a count of tokens is no token", () => {
  expect(redact({ tokens: 5, tokenTtlSeconds: 300, hasSecret: true })).toEqual({
    tokens: 5,
    tokenTtlSeconds: 300,
    hasSecret: true,
  });
});

test("of an error only its own words, code, stack and cause are written", () => {
  const error = Object.assign(new Error("refused", { cause: new Error("because") }), {
    code: "ECONNREFUSED",
    request: { headers: { authorization: "hidden" } },
  });
  const written = redact(error);
  expect(written).toMatchObject({
    name: "Error",
    message: "refused",
    code: "ECONNREFUSED",
    cause: { message: "because" },
  });
  expect(JSON.stringify(written)).not.toContain("hidden");
});

test("a value that holds itself does not hang the log", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(JSON.stringify(redact(loop))).toContain("[deep]");
});
