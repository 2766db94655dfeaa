import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeProject, makeRobot } from "@/testing/builders";
import { basic, startDataPlane, type TestServer } from "@/testing/registry-server";
import { log } from "../log";

let server: TestServer;
beforeAll(async () => {
  server = await startDataPlane();
});
afterAll(() => server.stop());

test("a denied request is logged with the robot and the missing permission", async () => {
  const project = await makeProject();
  const robot = await makeRobot({ project, permissions: ["repository:pull"] });
  const info = vi.spyOn(log, "info");
  const ask = (method: string, uri: string) =>
    fetch(`${server.url}/service/authorize`, {
      headers: { ...basic(robot), "X-Original-Method": method, "X-Original-URI": uri },
    });
  const path = `/v2/${project.name}/site/manifests/1`;
  await ask("GET", path);
  expect(info).not.toHaveBeenCalled();
  await ask("DELETE", `${path}?secret=1`);
  await ask("GET", "/nowhere");
  const message = "registry request denied";
  expect(info.mock.calls).toEqual([
    [{ robot: robot.loginName, permission: "tag:delete", method: "DELETE", path }, message],
    [{ robot: robot.loginName, permission: null, method: "GET", path: "/nowhere" }, message],
  ]);
  expect(JSON.stringify(info.mock.calls)).not.toContain(robot.secret);
});
