import fc from "fast-check";
import { expect, test } from "vitest";
import { parseChallenges } from "./challenge";

const read = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

test("reads what Distribution, ChartMuseum and web servers send", () => {
  expect(read('Bearer realm="https://a/service/token",service="registry",error="invalid_token"')).toEqual([
    ["bearer", { realm: "https://a/service/token", service: "registry", error: "invalid_token" }],
  ]);
  expect(read('Basic realm="basic-realm"')).toEqual([["basic", { realm: "basic-realm" }]]);
  expect(read('Negotiate, NTLM TlRMTVNTUAAB==, BEARER Realm = "a, b=c" , scope=x')).toEqual([
    ["negotiate", {}],
    ["ntlm", {}],
    ["bearer", { realm: "a, b=c", scope: "x" }],
  ]);
  expect(read('Bearer realm="a \\"quoted\\" \\\\ name"')).toEqual([["bearer", { realm: 'a "quoted" \\ name' }]]);
});

test("reading stops at a syntax error without throwing", () => {
  expect(read("")).toEqual([]);
  expect(read('"realm"')).toEqual([]);
  expect(read('Bearer service="registry",realm="never closed')).toEqual([
    ["bearer", { service: "registry" }],
    ["realm", {}],
  ]);
});

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/);
const challenge = fc.record({
  scheme: token,
  parameters: fc.uniqueArray(fc.tuple(token, fc.string({ unit: "grapheme-ascii" })), {
    minLength: 1,
    selector: ([name]) => name.toLowerCase(),
  }),
});

test("parse ∘ format = identity on challenges with quoted values", () => {
  fc.assert(
    fc.property(fc.array(challenge), (challenges) => {
      const quote = (value: string) => `"${value.replace(/["\\]/g, "\\$&")}"`;
      const header = challenges
        .map(({ scheme, parameters }) => `${scheme} ${parameters.map(([key, value]) => `${key}=${quote(value)}`)}`)
        .join(", ");
      const expected = challenges.map(({ scheme, parameters }) => [
        scheme.toLowerCase(),
        Object.fromEntries(parameters.map(([key, value]) => [key.toLowerCase(), value])),
      ]);
      expect(read(header)).toEqual(expected);
    }),
  );
});

test("reading time is bounded by the length of the header", () => {
  const unit = fc.constantFrom(...'ab="\\, \t\0é');
  fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), (text) => Array.isArray(parseChallenges(text))));
  const began = performance.now();
  for (const unit of ["a ", 'a="', "\\", ",", "a=", 'a="\\'])
    parseChallenges(unit.repeat(Math.floor(8192 / unit.length)));
  expect(performance.now() - began).toBeLessThan(1000);
});
