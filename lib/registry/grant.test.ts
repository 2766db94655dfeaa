import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Grant } from "@/lib/access/grants";
import { grantAccess, TOKEN_RULES } from "./grant";
import { mergeScopes, parseScope } from "./scope";

const TEN = [
  "repository:push",
  "repository:pull",
  "artifact:delete",
  "helm-chart:read",
  "helm-chart-version:create",
  "helm-chart-version:delete",
  "tag:create",
  "tag:delete",
  "artifact-label:create",
  "scan:create",
];
const onProject = (...access: string[]): Grant[] => [{ kind: "project", project: "docs", access }];
const granted = (grants: Grant[], text: string) => grantAccess(grants, [parseScope(text)])[0]?.actions;

test("all rules of a type have the same name rule", () => {
  for (const { type, name } of TOKEN_RULES)
    expect([type, ...new Set(TOKEN_RULES.filter((rule) => rule.type === type).map((rule) => rule.name))]).toEqual([
      type,
      name,
    ]);
});

describe("grantAccess", () => {
  test.each([
    ["repository:docs/site:pull", ["repository:pull", "repository:push"], ["pull"]],
    ["repository:docs/site:push", ["repository:push"], ["push"]],
    ["repository:docs/site:delete", ["artifact:delete"], ["delete"]],
    ["repository:docs/deep/er/site:pull", ["repository:pull", "repository:push"], ["pull"]],
    ["artifact-repository:docs:pull", ["helm-chart:read"], ["pull"]],
    ["artifact-repository:docs/more:pull", ["helm-chart:read"], ["pull"]],
    ["artifact-repository:docs:push", ["helm-chart-version:create"], ["push"]],
    ["artifact:docs/site:delete", ["artifact:delete"], ["delete"]],
    ["helm-chart:docs/site:read", ["helm-chart:read"], ["read"]],
    ["helm-chart-version:docs/site:create", ["helm-chart-version:create"], ["create"]],
    ["helm-chart-version:docs/site:delete", ["helm-chart-version:delete"], ["delete"]],
    ["tag:docs/site:create", ["tag:create"], ["create"]],
    ["tag:docs/site:delete", ["tag:delete"], ["delete"]],
    ["artifact-label:docs/site:create", ["artifact-label:create"], ["create"]],
    ["scan:docs/site:create", ["scan:create"], ["create"]],
  ])("%s needs any one of %j", (text, enough, actions) => {
    for (const permission of enough) expect(granted(onProject(permission), text)).toEqual(actions);
    expect(granted(onProject(...TEN.filter((key) => !enough.includes(key))), text)).toEqual([]);
  });

  test("grants only the permitted part", () => {
    expect(granted(onProject("repository:pull"), "repository:docs/site:push,pull")).toEqual(["pull"]);
  });

  test("push grants both push and pull if both are requested", () => {
    expect(granted(onProject("repository:push"), "repository:docs/site:push,pull")).toEqual(["pull", "push"]);
  });

  test("* requests everything that is permitted", () => {
    expect(granted(onProject("repository:pull", "artifact:delete"), "repository:docs/site:*")).toEqual([
      "pull",
      "delete",
    ]);
    expect(granted(onProject(...TEN), "artifact-repository:docs:*")).toEqual(["pull", "push", "delete"]);
    expect(granted([], "repository:docs/site:*")).toEqual([]);
  });

  test.each([
    "docs2/site",
    "doc/site",
    "docs.x/site",
    "other/docs",
    "docs",
    "localhost:5000/docs/site",
    "docs:5000/site",
  ])("grants nothing in %s to a robot of docs", (name) => {
    expect(granted(onProject(...TEN), `repository:${name}:pull,push,delete,*`)).toEqual([]);
  });

  test("a grant on every project applies in each project and nowhere else", () => {
    const everywhere: Grant[] = [{ kind: "project", project: null, access: ["repository:pull"] }];
    expect(granted(everywhere, "repository:any/thing:pull,push")).toEqual(["pull"]);
    expect(granted(everywhere, "repository:host:5000/any/thing:pull")).toEqual([]);
    expect(granted(everywhere, "repository:lonely:pull")).toEqual([]);
    expect(granted(everywhere, "registry:catalog:*")).toEqual([]);
  });

  test("the catalog needs catalog:read on the instance; the same key on a project has no effect", () => {
    const system: Grant[] = [{ kind: "system", project: null, access: ["catalog:read"] }];
    expect(granted(system, "registry:catalog:*")).toEqual(["*"]);
    expect(granted(system, "registry:other:*")).toEqual([]);
    expect(granted([{ kind: "project", project: null, access: ["catalog:read"] }], "registry:catalog:*")).toEqual([]);
    expect(granted([{ kind: "system", project: null, access: TEN }], "repository:docs/site:*")).toEqual([]);
  });

  test("unknown types and actions get nothing", () => {
    expect(granted(onProject(...TEN), "robot:docs/site:create,*")).toEqual([]);
    expect(granted(onProject(...TEN), "repository:docs/site:admin")).toEqual([]);
  });

  test("access is never more than requested or permitted, for any grants and scopes", () => {
    const project = fc.constantFrom("docs", "other", "third", "v2.0");
    const grant: fc.Arbitrary<Grant> = fc.record({
      kind: fc.constantFrom("project" as const, "system" as const),
      project: fc.option(project, { nil: null }),
      access: fc.subarray([...TEN, "catalog:read", "project:read"]),
    });
    const types = fc.constantFrom(...new Set(TOKEN_RULES.map((rule) => rule.type)), "robot");
    const name = fc.oneof(
      fc.tuple(project, fc.constantFrom("", "/a", "/a/b")).map((parts) => parts.join("")),
      fc.constant("catalog"),
    );
    const actions = fc.array(fc.constantFrom("pull", "push", "delete", "create", "read", "*"), {
      minLength: 1,
      maxLength: 5,
    });
    const scope = fc.tuple(types, name, actions).map(([type, place, list]) => parseScope(`${type}:${place}:${list}`));
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 4 }), fc.array(scope, { maxLength: 6 }), (grants, scopes) => {
        const requested = mergeScopes(scopes);
        const answer = grantAccess(grants, requested);
        expect(answer.map(({ type, name: place }) => [type, place])).toEqual(
          requested.map((one) => [one.type, one.name]),
        );
        answer.forEach((entry, index) => {
          const asked = requested[index]?.actions ?? [];
          for (const action of entry.actions) {
            expect(asked.includes(action) || asked.includes("*")).toBe(true);
            const needs = TOKEN_RULES.find((rule) => rule.type === entry.type && rule.action === action)?.needs ?? [];
            const inPlace = grants.filter((one) =>
              entry.type === "registry"
                ? one.kind === "system"
                : one.kind === "project" && (one.project === null || one.project === entry.name.split("/")[0]),
            );
            expect(inPlace.some((one) => needs.some((key) => one.access.includes(key)))).toBe(true);
          }
        });
      }),
      { numRuns: 1000 },
    );
  });
});
