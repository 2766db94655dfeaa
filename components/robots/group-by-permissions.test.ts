import { expect, it } from "vitest";
import { groupByPermissions } from "@/components/robots/group-by-permissions";

it("projects with the same permissions are grouped, all-projects access first, then by size", () => {
  const pull = ["repository:pull" as const];
  const tag = ["tag:create" as const];
  const rows = [
    { project: "a", permissions: tag },
    { project: "b", permissions: pull },
    { project: "c", permissions: pull },
    { project: null, permissions: ["scan:create" as const] },
  ];
  expect(groupByPermissions(rows).map(({ everywhere, names }) => ({ everywhere, names }))).toEqual([
    { everywhere: true, names: [] },
    { everywhere: false, names: ["b", "c"] },
    { everywhere: false, names: ["a"] },
  ]);
});
