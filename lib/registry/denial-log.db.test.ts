import { expect, test, vi } from "vitest";
import { makeProject, makeRobot } from "@/prisma/builders";
import { log } from "../log";
import { authorize } from "./authorize";
import { basic } from "./test-server";

test("a request that the proxy is told to refuse is logged with the robot and the permission it lacks", async () => {
  const project = await makeProject();
  const robot = await makeRobot({ project, permissions: ["repository:pull"] });
  const info = vi.spyOn(log, "info");
  const { Authorization: authorization } = basic(robot);
  const ask = (method: string, uri: string) =>
    authorize({ authorization, address: "192.0.2.1", original: { method, uri }, contentType: undefined });
  await ask("GET", `/v2/${project.name}/site/manifests/1`);
  expect(info).not.toHaveBeenCalled();
  await ask("DELETE", `/v2/${project.name}/site/manifests/1?secret=1`);
  await ask("GET", "/nowhere");
  expect(info.mock.calls).toEqual([
    [{ robot: robot.loginName, permission: "tag:delete", method: "DELETE" }, "proxy request denied"],
    [{ robot: robot.loginName, permission: null, method: "GET" }, "proxy request denied"],
  ]);
  expect(JSON.stringify(info.mock.calls)).not.toContain(robot.secret);
});
