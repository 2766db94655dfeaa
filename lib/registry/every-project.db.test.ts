import { afterAll, beforeAll, expect, test } from "vitest";
import { makeProject, makeRobot, makeSystemRobot } from "@/testing/builders";
import { watchPlans } from "@/testing/plans";
import { basic, getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { getDb } from "../db/client";

let server: TestServer;
let docs: { id: number; name: string };
type Robot = Awaited<ReturnType<typeof makeRobot>>;
let all: Robot;

beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject({ name: "docs" });
  all = await makeRobot({ project: docs });
});
afterAll(() => server.stop());

const nginx = (method: string, uri: string) => ({ "X-Original-Method": method, "X-Original-URI": uri });
const ask = (headers: Record<string, string>) => fetch(`${server.url}/service/authorize`, { headers });

async function verdict(robot: Robot, method: string, uri: string) {
  const reply = await ask({ ...basic(robot), ...nginx(method, uri) });
  return [reply.status, reply.headers.get("x-denied-permission")];
}

test("a robot with access to every project gets no token access in a project that doesn't exist yet", async () => {
  const access = "repository:pull repository:push artifact:delete";
  const every = await makeSystemRobot({
    grants: [
      { kind: "project", projectId: null, access },
      { kind: "project", projectId: docs.id, access: "tag:create" },
      { kind: "system", projectId: null, access: "catalog:read" },
    ],
  });
  const asked = ["repository:later/x:pull,push,delete", "repository:docs/x:pull,push", "tag:docs/x:create"];
  const rest = ["repository:docs/x:pull,push", "tag:docs/x:create", "registry:catalog:*"];
  const granted = async () => (await getToken(server, every, [...asked, "registry:catalog:*"])).granted;
  expect(await granted()).toEqual(["repository:later/x:", ...rest]);
  const later = await makeProject({ name: "later" });
  expect(await granted()).toEqual(["repository:later/x:pull,push,delete", ...rest]);
  await getDb().project.delete({ where: { id: later.id } });
  expect(await granted()).toEqual(["repository:later/x:", ...rest]);
  const odd = ["repository:la%ter/x:pull", "repository:localhost:5000/x:pull"];
  for (const scope of odd) expect((await getToken(server, every, [scope])).granted?.[0] ?? ":").toMatch(/:$/);
});

test("projects are queried only for robots with access to every project, in one query per request", async () => {
  const grants = [{ kind: "project" as const, projectId: null, access: "repository:pull" }];
  const every = await makeSystemRobot({ grants });
  const scopes = ["repository:docs/x:pull", "repository:docs/y:pull", "repository:never/x:pull"];
  const watch = watchPlans();
  const lookUps = (robot: Robot, asked: string[]) =>
    watch.plansOf("Project", async () => expect((await getToken(server, robot, asked)).status).toBe(200));
  expect(await lookUps(all, scopes)).toHaveLength(0);
  expect(await lookUps(every, [])).toHaveLength(0);
  expect(await lookUps(every, scopes)).toHaveLength(1);
  await watch.end();
});

test("a robot with access to every project is denied in a project that doesn't exist yet", async () => {
  const every = await makeSystemRobot({
    grants: [{ kind: "project", projectId: null, access: "repository:pull repository:push" }],
  });
  const push = ["PUT", "/v2/soon/app/manifests/1"] as const;
  const digest = `sha256:${"a1".repeat(32)}`;
  const mount = `/v2/docs/site/blobs/uploads/?mount=${digest}&from=never/app`;
  expect(await verdict(every, ...push)).toEqual([403, "repository:push"]);
  expect(await verdict(every, "POST", mount)).toEqual([403, "repository:pull"]);
  await makeProject({ name: "soon" });
  expect(await verdict(every, ...push)).toEqual([200, null]);
  const { token } = await getToken(server, every, ["repository:soon/app:push"]);
  const bearer = () => ask({ Authorization: `Bearer ${token}`, ...nginx(...push) });
  expect((await bearer()).status).toBe(200);
  await getDb().project.delete({ where: { name: "soon" } });
  expect((await bearer()).status).not.toBe(200);
});
