import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readDocuments, withPlace } from "@/operations/document-files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const GOOD = `apiVersion: purser/v1
project: documentation            # or level: system
robots:
  - {name: ci, description: CI pipeline, expires: 90d, permissions: [repository:push, repository:pull]}
`;

test("files, their documents and folders are read in order", async () => {
  write("b.yaml", `${GOOD}---\n${GOOD.replace("name: ci", "name: deploy")}`);
  write("a.yml", GOOD);
  write("notes.txt", "not a robot file");
  const read = await readDocuments([folder]);
  const names = read.map(({ value }) => (value as { robots: { name: string }[] }).robots[0]?.name);
  expect(names).toEqual(["ci", "ci", "deploy"]);
});

test("the files in the documentation are valid", async () => {
  const [, text = ""] =
    /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(readFileSync("docs/automation.md", "utf8")) ?? [];
  expect(await readDocuments([write("documented.yaml", text)])).toHaveLength(2);
});

test("unknown keys and wrong values are named with line and column, all of them at once", async () => {
  const file = write(
    "wrong.yaml",
    `apiVersion: purser/v1
project: documentation
owner: me
robots:
  - name: ci
    expires: 90
    permisions: [repository:pull]
    permissions: [repository:pull, repository:fly]
`,
  );
  const fault = await readDocuments([file]).catch((error: Error) => error.message);
  expect(String(fault).split("\n").sort()).toEqual(
    [
      `${file}:3:1: there is no key “owner” here`,
      `${file}:6:14: expires: must be a number of days such as 90d, or "never"`,
      `${file}:7:5: there is no key “permisions” here`,
      `${file}:8:36: permissions: there is no permission "repository:fly"`,
    ].sort(),
  );
});

test("broken YAML, a repeated key, a file without robots and a missing file are refused", async () => {
  const cases: [string, RegExp][] = [
    ["a: [1", /:\d+:\d+: /],
    [GOOD.replace("project:", "project: x\nproject:"), /:3:1: Map keys must be unique/],
    ["# nothing\n", /There is no robot file/],
    [GOOD.replace("purser/v1", "purser/v2"), /:1:13: apiVersion: must be purser\/v1/],
    [GOOD.replace("project: documentation", "level: other"), /level: must be "project" or "system"/],
  ];
  for (const [text, message] of cases) await expect(readDocuments([write("x.yaml", text)])).rejects.toThrow(message);
  await expect(readDocuments([join(folder, "none.yaml")])).rejects.toThrow("ENOENT");
});

test("what the server refuses is shown at its place in the file", async () => {
  const documents = await readDocuments([write("a.yaml", GOOD)]);
  expect(withPlace(documents, "documents[0].robots[0]: at most 30 days.")).toBe(
    `${join(folder, "a.yaml")}:4:5: at most 30 days.`,
  );
  expect(withPlace(documents, "robot 5 not found")).toBe("robot 5 not found");
});

test("harbor-cli's own file becomes a document; what doesn't exist here is left out with a warning", async () => {
  const file = write(
    "robot.yaml",
    `name: "ci-robot"
description: "CI pipeline"
duration: 90
level: "project"
permissions:
  - access:
      - resource: "repository"
        actions: ["pull", "push"]
      - resources: ["artifact", "scan"]
        actions: ["read", "create"]
      - resource: "tag"
        actions: ["*"]
    kind: project
    namespace: documentation
`,
  );
  const warnings: string[] = [];
  const [document] = await readDocuments([file], (text) => void warnings.push(text));
  expect(document?.value).toEqual({
    ...{ apiVersion: "purser/v1", project: "documentation" },
    robots: [
      {
        ...{ name: "ci-robot", description: "CI pipeline", expires: "90d" },
        permissions: ["repository:pull", "repository:push", "scan:create", "tag:create", "tag:delete"],
      },
    ],
  });
  expect(warnings.map((text) => /permission (\S+)/.exec(text)?.[1])).toEqual([
    "artifact:read",
    "artifact:create",
    "scan:read",
  ]);
});

test("harbor-cli's file of a system robot, and unknown keys in it", async () => {
  const text = `name: sys
duration: -1
level: system
permissions:
  - kind: system
    namespace: /
    access: [{resource: catalog, actions: [read]}]
  - kind: project
    namespace: "*"
    access: [{resource: repository, actions: [pull]}]
`;
  const [document] = await readDocuments([write("a.yaml", text)]);
  expect(document?.value).toEqual({
    ...{ apiVersion: "purser/v1", level: "system" },
    robots: [
      {
        ...{ name: "sys", description: "", expires: "never", system: ["catalog:read"] },
        projects: [{ project: "*", permissions: ["repository:pull"] }],
      },
    ],
  });
  const wrong = write("b.yaml", text.replace("resource: catalog,", "resouce: catalog,"));
  await expect(readDocuments([wrong])).rejects.toThrow(/:7:15: there is no key “resouce” here/);
});
