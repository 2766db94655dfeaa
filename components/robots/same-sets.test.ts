import { expect, it } from "vitest";
import { sameSets } from "@/components/robots/same-sets";

it("projects with the same permissions are told once, every project first, then the largest", () => {
  const pull = ["repository:pull" as const];
  const tag = ["tag:create" as const];
  const rows = [
    { project: "a", permissions: tag },
    { project: "b", permissions: pull },
    { project: "c", permissions: pull },
    { project: null, permissions: ["scan:create" as const] },
  ];
  expect(sameSets(rows).map(({ everywhere, names }) => ({ everywhere, names }))).toEqual([
    { everywhere: true, names: [] },
    { everywhere: false, names: ["b", "c"] },
    { everywhere: false, names: ["a"] },
  ]);
});
