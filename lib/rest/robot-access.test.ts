import { expect, test } from "vitest";
import { systemAccess } from "./robot-access";

const permission = (action: string, repositories?: string[]) => ({
  ...{ kind: "project", namespace: "docs", repositories },
  access: [{ resource: "repository", action, effect: undefined }],
});

test.each([["undefined"], ["site"]])("a project is all repositories or %s, not both", (repository) => {
  const both = [permission("pull"), permission("push", [repository])];
  for (const listed of [both, both.toReversed()])
    expect(() => systemAccess(listed)).toThrow("namespace docs is listed twice with different repositories");
  expect(systemAccess([permission("pull", [repository]), permission("push", [repository])]).projects).toEqual([
    { project: "docs", permissions: ["repository:push", "repository:pull"], repositories: [repository] },
  ]);
});
