import fc from "fast-check";
import { expect, test } from "vitest";
import { firstNotHeld, type Grant } from "@/lib/access/grants";
import { PROJECT_ACCESS_KEYS } from "@/lib/access/permissions";
import { matchesRepository } from "@/lib/access/repositories";
import { AppError } from "../errors";
import { grantAccess, TOKEN_RULES } from "./grant";
import { formatScope, parseScope } from "./scope";

const PROJECTS = ["docs", "other", "v2.0"];
const part = fc.constantFrom("a", "b", "team", "docs", "site");
const repository = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const pattern = fc.oneof(
  repository,
  repository.map((name) => `${name}/*`),
);
const grant: fc.Arbitrary<Grant> = fc
  .record({
    kind: fc.constantFrom("project" as const, "project" as const, "system" as const),
    project: fc.option(fc.constantFrom(...PROJECTS), { nil: null }),
    access: fc.subarray([...PROJECT_ACCESS_KEYS, "catalog:read"]),
    repositories: fc.option(fc.array(pattern, { minLength: 1, maxLength: 4 }), { nil: undefined }),
  })
  .map(({ repositories, ...rest }) => ({ ...rest, ...(repositories && { repositories }) }));
const grants = fc.array(grant, { maxLength: 4 });
const name = fc.tuple(fc.constantFrom(...PROJECTS), repository).map((parts) => parts.join("/"));
const scope = fc
  .tuple(
    fc.constantFrom(...new Set(TOKEN_RULES.map(({ type }) => type)), "robot"),
    fc.oneof(name, fc.constantFrom("docs", "catalog", "host:5000/docs/a", "team/a")),
    fc.subarray(["pull", "push", "delete", "create", "read", "*"], { minLength: 1 }),
  )
  .map(([type, place, actions]) => parseScope(`${type}:${place}:${actions.join(",")}`));

/** Written out again, independently: whether one grant permits a rule on a name. */
function permits(held: Grant, { name: rule, needs }: (typeof TOKEN_RULES)[number], place: string): boolean {
  const [project = "", ...rest] = place.split("/");
  if (!needs.some((key) => held.access.includes(key))) return false;
  if (project.includes(":")) return false;
  if (rule === "catalog") return held.kind === "system" && place === "catalog";
  if (held.kind !== "project" || (held.project !== null && held.project !== project)) return false;
  if (!held.repositories) return true;
  if (rule === "project" || rest.length === 0 || needs.some((key) => key.startsWith("helm-chart"))) return false;
  return held.repositories.some((one) =>
    one.endsWith("/*") ? rest.join("/").startsWith(one.slice(0, -1)) : rest.join("/") === one,
  );
}

test("granted ⊆ requested ∩ permitted, and everything requested that is permitted is granted", () => {
  fc.assert(
    fc.property(grants, fc.array(scope, { maxLength: 6 }), (held, scopes) => {
      grantAccess(held, scopes).forEach(({ type, name: place, actions }, index) => {
        const asked = scopes[index]?.actions ?? [];
        for (const rule of TOKEN_RULES.filter((one) => one.type === type)) {
          const isAsked = asked.includes("*") || asked.includes(rule.action);
          const isPlace = rule.name === "repository" ? place.includes("/") : true;
          const isPermitted = isPlace && held.some((one) => permits(one, rule, place));
          expect(actions.includes(rule.action), `${type}:${place}:${rule.action}`).toBe(isAsked && isPermitted);
        }
        expect(actions.every((action) => TOKEN_RULES.some((one) => one.type === type && one.action === action))).toBe(
          true,
        );
      });
    }),
    { numRuns: 2000 },
  );
});

test("outside its repositories a robot gets no actions, and no error", () => {
  const team: Grant[] = [{ kind: "project", project: "docs", access: ["repository:push"], repositories: ["team/*"] }];
  const texts = ["repository:docs/team/a:pull,push", "repository:docs/team:pull", "repository:docs/site:push"];
  expect(grantAccess(team, texts.map(parseScope)).map(({ actions }) => actions)).toEqual([["pull", "push"], [], []]);
});

test("a robot hands on only repositories that it has itself, whatever grants they come from", () => {
  fc.assert(
    fc.property(grants, grant, name, (held, wanted, place) => {
      if (wanted.kind !== "project" || firstNotHeld([wanted], held) !== null) return;
      const [project = "", ...rest] = place.split("/");
      for (const rule of TOKEN_RULES.filter((one) => one.name === "repository" && one.type === "repository")) {
        const asked = [parseScope(`repository:${place}:${rule.action}`)];
        const [child] = grantAccess([wanted], asked);
        const [creator] = grantAccess(held, asked);
        if (child?.actions.length) expect(creator?.actions, `${project} ${rest}`).toEqual(child.actions);
      }
    }),
    { numRuns: 2000 },
  );
  const own = (repositories: string[]): Grant[] => [
    { kind: "project", project: "docs", access: ["repository:pull"], repositories },
  ];
  expect(firstNotHeld(own(["team/a", "team/b/*"]), own(["team/*"]))).toBeNull();
  expect(firstNotHeld(own(["team/*"]), own(["team/a"]))).toBe("repository:pull in docs");
  expect(firstNotHeld([{ kind: "project", project: "docs", access: ["repository:pull"] }], own(["team/*"]))).toBe(
    "repository:pull in docs",
  );
  expect(firstNotHeld(own(["site", "team/a"]), [...own(["site"]), ...own(["team/*"])])).toBeNull();
});

/** A small generator with a seed, because fast-check would take a minute for as many. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  ...[
    "repository",
    "artifact-repository",
    "tag",
    "registry",
    ":",
    ":",
    ":",
    "/",
    "/",
    "docs",
    "team",
    "a",
    "..",
    ".",
    "-",
  ],
  ...[
    "pull",
    "push",
    "*",
    ",",
    "delete",
    "(plugin)",
    " ",
    "%2e",
    "é",
    "😀",
    "\0",
    "host:5000",
    "A",
    "__",
    "",
    "constructor",
    "\ud800",
  ],
];

test("100,000 fuzzed scopes are either refused as malformed or granted no more than permitted", () => {
  const below = random(7);
  const held: Grant[] = [{ kind: "project", project: "docs", access: ["repository:push"], repositories: ["team/*"] }];
  let wellFormed = 0;
  for (let count = 0; count < 100_000; count++) {
    const pieces = Array.from({ length: 3 + below(8) }, () => PIECES[below(PIECES.length)]);
    const text = count % 2 === 0 ? pieces.join("") : `repository:docs/${pieces.slice(0, 3).join("")}:pull,push`;
    try {
      const parsed = parseScope(text);
      wellFormed += 1;
      const [entry] = grantAccess(held, [parsed]);
      const isInside = parsed.name.startsWith("docs/") && matchesRepository(["team/*"], parsed.name.slice(5));
      if (entry?.actions.length && !(isInside && parsed.type === "repository")) throw new Error(formatScope(parsed));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "BAD_REQUEST") throw error;
    }
  }
  expect(wellFormed).toBeGreaterThan(1000);
});
