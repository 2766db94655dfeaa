import { expect, test } from "vitest";
import { redact } from "@/lib/log";

test("secret fields are redacted at any depth and in any case", () => {
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

test("numbers and booleans stay: a count of tokens is not a token", () => {
  expect(redact({ tokens: 5, tokenTtlSeconds: 300, hasSecret: true })).toEqual({
    tokens: 5,
    tokenTtlSeconds: 300,
    hasSecret: true,
  });
});

test("only the message, code, stack and cause of an error are logged", () => {
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

test("a circular value does not hang the log", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(JSON.stringify(redact(loop))).toContain("[deep]");
});
