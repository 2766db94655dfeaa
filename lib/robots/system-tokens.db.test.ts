import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import type { ProjectPermissionKey, SystemPermissionKey } from "@/lib/access/permissions";
import { deleteProject } from "@/lib/projects/service";
import { makeProject, makeUser } from "@/testing/builders";
import { getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { createRobot, updateRobot } from "./service";

let server: TestServer;
let root: Actor;
let [a, b, c] = ["", "", ""];

beforeAll(async () => {
  server = await startDataPlane();
});
afterAll(() => server.stop());
beforeEach(async () => {
  root = await makeUser({ isAdmin: true });
  [a, b, c] = (await Promise.all([1, 2, 3].map(() => makeProject()))).map(({ name }) => name) as [
    string,
    string,
    string,
  ];
});

type Row = [project: string | null, ...permissions: ProjectPermissionKey[]];
const access = (rows: Row[], system: SystemPermissionKey[] = []) => ({
  projects: rows.map(([project, ...permissions]) => ({ project, permissions })),
  system,
});

async function make(rows: Row[], system: SystemPermissionKey[] = []) {
  return createRobot(root, {
    project: null,
    name: `s-${randomUUID()}`,
    description: "",
    duration: 1,
    creationKey: randomUUID(),
    access: access(rows, system),
  });
}

const everything = () => [a, b, c].map((project) => `repository:${project}/app:pull,push,delete`);

test("a token grants exactly the permissions of each of three projects", async () => {
  const robot = await make([
    [a, "repository:push", "repository:pull"],
    [b, "repository:pull"],
    [c, "artifact:delete"],
  ]);
  const { granted } = await getToken(server, robot, [...everything(), "registry:catalog:*"]);
  expect(granted).toEqual([
    `repository:${a}/app:pull,push`,
    `repository:${b}/app:pull`,
    `repository:${c}/app:delete`,
    "registry:catalog:",
  ]);
});

test("adding or removing a project takes effect with the next token", async () => {
  const robot = await make([[a, "repository:pull"]]);
  const grants = async () =>
    (await getToken(server, robot, [`repository:${a}/x:pull`, `repository:${b}/x:pull`])).granted;
  expect(await grants()).toEqual([`repository:${a}/x:pull`, `repository:${b}/x:`]);
  await updateRobot(root, {
    id: robot.id,
    access: access([
      [a, "repository:pull"],
      [b, "repository:pull"],
    ]),
  });
  expect(await grants()).toEqual([`repository:${a}/x:pull`, `repository:${b}/x:pull`]);
  await updateRobot(root, { id: robot.id, access: access([[b, "repository:pull"]]) });
  expect(await grants()).toEqual([`repository:${a}/x:`, `repository:${b}/x:pull`]);
});

test("a grant on every project covers future ones, and extra permissions apply to one project only", async () => {
  const robot = await make(
    [
      [null, "repository:pull"],
      [a, "repository:push"],
    ],
    ["catalog:read"],
  );
  const { name: later } = await makeProject();
  const scopes = [`repository:${later}/x:pull,push`, `repository:${a}/x:pull,push`, "registry:catalog:*"];
  expect((await getToken(server, robot, scopes)).granted).toEqual([
    `repository:${later}/x:pull`,
    `repository:${a}/x:pull,push`,
    "registry:catalog:*",
  ]);
});

test("API permissions grant nothing at the registry", async () => {
  const robot = await make([[a, "project:read", "robot:create", "log:list"]], ["project:create", "robot:list"]);
  const scopes = [...everything(), "registry:catalog:*", `robot:${a}/x:create`, `project:${a}/x:read`];
  const { status, granted } = await getToken(server, robot, scopes);
  expect(status).toBe(200);
  expect(granted.every((scope) => scope.endsWith(":"))).toBe(true);
});

test("a robot whose projects are all deleted is told why, given the right secret", async () => {
  const robot = await make([[a, "repository:pull"]]);
  await deleteProject(root, { name: a, confirm: a });
  const reply = await getToken(server, robot);
  expect([reply.status, reply.body.errors?.[0]?.message]).toEqual([
    401,
    "robot has no access left: its projects are gone",
  ]);
  const wrong = await getToken(server, { ...robot, secret: "wrong" });
  expect(wrong.body.errors?.[0]?.message).not.toContain("no access");
});
