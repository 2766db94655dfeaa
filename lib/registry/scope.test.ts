import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { formatScope, MAX_SCOPES, mergeScopes, parseScope, parseScopes, type Scope } from "./scope";

const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const separator = fc.constantFrom("/", "-", "_", ".", "__", "--");
const path = fc
  .tuple(word, fc.array(fc.tuple(separator, word), { maxLength: 5 }))
  .map(([head, rest]) => head + rest.map(([mark, part]) => mark + part).join(""));
const host = fc.constantFrom("", "localhost:5000/", "Registry.Example.com/", "10.0.0.1:443/");
const action = fc.constantFrom("pull", "push", "delete", "*", "read", "create");
const scope: fc.Arbitrary<Scope> = fc.record({
  type: fc.constantFrom("repository", "artifact-repository", "registry", "helm-chart-version", "tag"),
  class: fc.option(fc.constantFrom("plugin", "image"), { nil: null }),
  name: fc.tuple(host, path).map(([before, after]) => before + after),
  actions: fc.uniqueArray(action, { maxLength: 6 }),
});

describe("parseScope", () => {
  test.each([
    ["repository:documentation/site:pull", "repository", null, "documentation/site", ["pull"]],
    ["repository:a/b/c:push,pull", "repository", null, "a/b/c", ["push", "pull"]],
    ["repository(plugin):a/b:pull", "repository", "plugin", "a/b", ["pull"]],
    ["repository:localhost:5000/a/b:pull", "repository", null, "localhost:5000/a/b", ["pull"]],
    ["registry:catalog:*", "registry", null, "catalog", ["*"]],
    ["artifact-repository:charts:pull,push", "artifact-repository", null, "charts", ["pull", "push"]],
    ["repository:a/b:pull,pull", "repository", null, "a/b", ["pull"]],
    ["repository:a/b:", "repository", null, "a/b", []],
  ])("reads %s", (text, type, kind, name, actions) => {
    expect(parseScope(text)).toEqual({ type, class: kind, name, actions });
  });

  test.each([
    "",
    ":",
    "::",
    "repository",
    "repository:a/b",
    "repository::pull",
    ":a/b:pull",
    "Repository:a/b:pull",
    "repository():a/b:pull",
    "repository(plugin:a/b:pull",
    "repository:a//b:pull",
    "repository:/a/b:pull",
    "repository:a/../b:pull",
    "repository:a/b/:pull",
    "repository:A/B:pull",
    "repository:a/b:PULL",
    "repository:a/b:pull,",
    "repository:a/b:,pull",
    "repository:a/b:pull;push",
    "repository:a%2fb:pull",
    "repository:a\u0000b:pull",
    "repository:a/b:pull\n",
  ])("refuses %j", (text) => {
    expect(() => parseScope(text)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
  });

  test("refuses a name over 255 characters and a scope over 1024", () => {
    expect(parseScope(`repository:${"a".repeat(255)}:pull`).name).toHaveLength(255);
    for (const text of [`repository:${"a".repeat(256)}:pull`, `repository:a/b:${"pull,".repeat(300)}pull`]) {
      expect(() => parseScope(text)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
    }
  });

  test("reads what formatScope writes", () => {
    fc.assert(
      fc.property(scope, (given) => {
        expect(parseScope(formatScope(given))).toEqual(given);
      }),
    );
  });

  test("throws nothing but AppError on garbage", () => {
    const pieces = fc.array(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(":", "/", ",", "*", "a", "(", ")")),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join("");
        try {
          const read = parseScope(text);
          expect(parseScope(formatScope(read))).toEqual(read);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});

describe("parseScopes", () => {
  test("reads several parameters and several scopes in one", () => {
    const read = parseScopes(["repository:a/b:pull repository:c/d:push", "repository:e/f:pull"]);
    expect(read.map(formatScope)).toEqual(["repository:a/b:pull", "repository:c/d:push", "repository:e/f:pull"]);
  });

  test("merges repeated scopes, whatever the class", () => {
    const read = parseScopes(["repository:a/b:pull", "repository(plugin):a/b:push,pull"]);
    expect(read).toEqual([{ type: "repository", class: null, name: "a/b", actions: ["pull", "push"] }]);
  });

  test("reads an empty parameter as no scope", () => {
    expect(parseScopes(["", "  "])).toEqual([]);
  });

  test("accepts 200 scopes and rejects 201, duplicates included, with the client's option against it", () => {
    expect(parseScopes(Array(MAX_SCOPES).fill("repository:a/b:pull"))).toHaveLength(1);
    expect(() =>
      parseScopes([
        Array(MAX_SCOPES + 1)
          .fill("repository:a/b:pull")
          .join(" "),
      ]),
    ).toThrow(expect.objectContaining({ code: "BAD_REQUEST", message: expect.stringContaining("repoAuth") }));
    expect(MAX_SCOPES).toBe(200);
  });

  test("merging neither loses nor adds an action", () => {
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 10 }), (scopes) => {
        const flat = (list: readonly Scope[]) =>
          new Set(list.flatMap((one) => one.actions.map((act) => `${one.type}:${one.name}:${act}`)));
        const merged = mergeScopes(scopes);
        expect(flat(merged)).toEqual(flat(scopes));
        expect(new Set(merged.map((one) => `${one.type}:${one.name}`)).size).toBe(merged.length);
      }),
    );
  });
});
