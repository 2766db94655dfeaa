import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dockerLogin, shellQuote } from "./docker-login";

describe("docker login line", () => {
  it("reads as in the registry's own documentation when nothing needs quoting", () => {
    const line = dockerLogin({ name: "robot_documentation+test", secret: "3xiYiY9e", host: "registry.acme.test:5000" });
    expect(line).toBe(
      "printf %s 3xiYiY9e | docker login -u robot_documentation+test --password-stdin registry.acme.test:5000",
    );
  });

  it("names a placeholder when the registry's host is not known", () => {
    expect(dockerLogin({ name: "robot_a+b", secret: "x", host: null })).toMatch(/ registry\.example\.com$/);
  });

  it("hands any printable secret to a shell unchanged", () => {
    const printable = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    });
    const word = printable.filter((text) => text !== "");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const script = words.map((secret) => `printf %s ${shellQuote(secret)}; echo`).join("\n");
        expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(words.map((w) => `${w}\n`).join(""));
      }),
      { numRuns: 20 },
    );
  });
});
