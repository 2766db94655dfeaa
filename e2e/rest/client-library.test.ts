import { HarborClient, RobotPermissionAction, RobotPermissionResource } from "@hapic/harbor";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeWorld, unique, type World } from "./world";

describe.each(inject("restServers"))("@hapic/harbor on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());

  const logsIn = async (user: string, password: string) => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    return (await fetch(`${w.url}/service/token?service=registry`, { headers: { authorization } })).status;
  };

  test("creates a project and a robot, and finds, changes, refreshes and deletes it", async () => {
    const client = new HarborClient({
      connectionOptions: { host: `${w.url}/api/v2.0/`, user: w.root.username, password: w.root.password },
    });
    const project_name = unique("hapic");
    const { id: projectId } = await client.project.create({ project_name });
    expect(await client.project.getOne(project_name, true)).toMatchObject({
      project_id: projectId,
      name: project_name,
    });
    expect((await client.project.getMany({ query: { name: project_name } } as object)).meta.total).toBeGreaterThan(0);

    const access = [{ resource: RobotPermissionResource.REPOSITORY, action: RobotPermissionAction.PULL }];
    const permissions = [{ kind: "project" as const, namespace: project_name, access }];
    const name = unique("hapic");
    const robot = await client.robot.create({ name, permissions, duration: 30 });
    expect(robot).toMatchObject({ id: expect.any(Number), name: `robot_${name}` });
    expect(await logsIn(robot.name, robot.secret ?? "")).toBe(200);

    const found = await client.robot.getMany({ query: { q: { name: robot.name } } as object });
    expect(found.data.map(({ id }) => id)).toEqual([robot.id]);
    const read = await client.robot.getOne(robot.id);
    expect(read).toMatchObject({ duration: 30, disable: false, permissions, level: "system" });
    expect(read.secret).toBeUndefined();

    await client.robot.update(robot.id, { ...read, description: "by a library", disable: true });
    expect(await client.robot.getOne(robot.id)).toMatchObject({ description: "by a library", disable: true });
    expect(await logsIn(robot.name, robot.secret ?? "")).toBe(401);
    await client.robot.update(robot.id, { ...read, disable: false });

    const { secret } = await client.robot.updateSecret(robot.id);
    expect([await logsIn(robot.name, robot.secret ?? ""), await logsIn(robot.name, secret)]).toEqual([401, 200]);
    expect(await client.robot.updateSecret(robot.id, "NewSecret1")).toEqual({ secret: "NewSecret1" });
    expect([await logsIn(robot.name, secret), await logsIn(robot.name, "NewSecret1")]).toEqual([401, 200]);

    await client.robot.delete(robot.id);
    await expect(client.robot.getOne(robot.id)).rejects.toThrow();
    await client.project.delete(project_name, true);
    await expect(client.project.getOne(Number(projectId))).rejects.toThrow();
  });
});
