import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeUser } from "@/testing/builders";
import { type HarborCli, harborCli, NO_TIME } from "./harbor-cli";
import { makeWorld, unique, type World } from "./world";

/** As `pkg/constants` of harbor-cli has it: encoded already, and encoded once more in the URL. */
const IN_PROJECT = encodeURIComponent("Level%3Dproject%2CProjectID%3D");
const BY_NAME = { "X-Is-Resource-Name": "true" };

type Shown = { id: number; name: string; permissions: { kind: string; namespace: string; access: object[] }[] };

describe.each(inject("restServers"))("Harbor's CLI on $database", (server) => {
  let w: World;
  let cli: HarborCli;
  beforeAll(async () => {
    w = await makeWorld(server);
    cli = harborCli(w, w.root);
  });
  afterAll(() => w?.close());

  /** The flags that a command leaves out are empty in the query. */
  const listed = (id: number): Promise<Shown[]> =>
    cli("GET", `/robots?page=0&page_size=0&q=${IN_PROJECT}${id}&sort=`, 200);
  const pull = { action: "pull", resource: "repository" };
  const push = { action: "push", resource: "repository" };

  test("login, ping, health, info and statistics", async () => {
    expect(await cli("GET", "/users/current", 200)).toMatchObject({ username: w.root.username, sysadmin_flag: true });
    expect(await cli("GET", "/ping", 200)).toBe("Pong");
    expect((await cli("GET", "/health", 200)).status).toBe("healthy");
    expect((await cli("GET", "/systeminfo", 200)).harbor_version).toMatch(/^v2\.\d+/);
    expect(await cli("GET", "/systeminfo/volumes", 200)).toEqual({ storage: [{ free: 0, total: 0 }] });
    expect((await cli("GET", "/statistics", 200)).total_project_count).toBeGreaterThan(0);
    expect((await cli("GET", "/configurations", 200)).robot_name_prefix.value).toBe("robot_");
  });

  test("project robot create, list, view, update, refresh and delete", async () => {
    const [name, project] = [unique("cli"), w.project];
    const permissions = [{ access: [pull, push], kind: "project", namespace: project.name }];
    await cli("GET", "/permissions", 200);
    expect((await cli("GET", `/projects/${project.name}`, 200, { headers: BY_NAME })).project_id).toBe(project.id);
    const by = { "X-Is-Resource-Name": "false" };
    expect((await cli("GET", `/projects/${project.id}`, 200, { headers: by })).name).toBe(project.name);
    const made = await cli("POST", "/robots", 201, {
      body: { description: "by harbor-cli", duration: 30, level: "project", name, permissions },
    });
    expect(made).toMatchObject({ name: `robot_${project.name}+${name}`, secret: expect.stringMatching(/^\w{32}$/) });
    const robot = (await listed(project.id)).find((one) => one.name === made.name);
    expect(robot?.id).toBe(made.id);
    const byName = encodeURIComponent(`Level=project,ProjectID=${project.id},name=${project.name}+${name}`);
    expect(await cli("GET", `/robots?q=${byName}`, 200)).toMatchObject([{ id: made.id }]);
    const unencoded = `Level=project,ProjectID=${project.id},name=${project.name}+${name}`;
    expect(await cli("GET", `/robots?q=${unencoded}`, 200)).toMatchObject([{ id: made.id }]);

    const shown = await cli("GET", `/robots/${made.id}`, 200);
    const update = {
      creation_time: NO_TIME,
      ...{ description: "changed", disable: false, duration: 60, editable: true, id: made.id, level: "project" },
      ...{ name: shown.name, permissions: [{ access: [pull], kind: "project", namespace: project.name }] },
      update_time: NO_TIME,
    };
    await cli("PUT", `/robots/${made.id}`, 200, { body: update });
    expect(await cli("GET", `/robots/${made.id}`, 200)).toMatchObject({
      ...{ description: "changed", duration: 60, disable: false },
      permissions: [{ access: [{ resource: "repository", action: "pull" }] }],
    });
    const { secret } = await cli("PATCH", `/robots/${made.id}`, 200, { body: {} });
    expect(secret).not.toBe(made.secret);
    expect(await cli("PATCH", `/robots/${made.id}`, 200, { body: { secret: "NewSecret1" } })).toEqual({});
    await cli("DELETE", `/robots/${made.id}`, 200);
    await cli("GET", `/robots/${made.id}`, 404);
    expect(await cli("GET", `/robots?page=9&page_size=10&q=${IN_PROJECT}${project.id}`, 200)).toEqual([]);
  });

  test("system robot create and list, with projects and the instance", async () => {
    const name = unique("cli-system");
    const permissions = [
      { access: [{ action: "read", resource: "catalog" }], kind: "system", namespace: "/" },
      { access: [pull], kind: "project", namespace: w.project.name },
    ];
    const body = { duration: -1, level: "system", name, permissions };
    const made = await cli("POST", "/robots", 201, { body });
    const found: Shown[] = await cli(
      "GET",
      `/robots?page=1&page_size=10&q=${encodeURIComponent(`name=${name}`)}&sort=`,
      200,
    );
    expect(found.map((robot) => [robot.id, robot.permissions.length])).toEqual([[made.id, 2]]);
    await cli("DELETE", `/robots/${made.id}`, 200);
  });

  test("project create, list, view, logs and delete; members added, changed and removed", async () => {
    const project_name = unique("cli-project");
    const body = { metadata: { public: "false" }, project_name, public: false, storage_limit: -1 };
    await cli("POST", "/projects", 201, { body });
    const list = await cli("GET", `/projects?name=${project_name}&page=1&page_size=10&q=&sort=`, 200);
    expect(list).toMatchObject([{ name: project_name }]);
    const person = await makeUser({}, w.db);
    const members = `/projects/${project_name}/members`;
    const added = { member_user: { username: person.username }, role_id: 2 };
    await cli("POST", members, 201, { body: added, headers: BY_NAME });
    const [member] = await cli("GET", `${members}?entityname=${person.username}`, 200, { headers: BY_NAME });
    expect(member).toMatchObject({ entity_name: person.username, role_id: 2 });
    await cli("PUT", `${members}/${member.id}`, 200, { body: { role_id: 1 }, headers: BY_NAME });
    expect((await cli("GET", `${members}/${member.id}`, 200, { headers: BY_NAME })).role_id).toBe(1);
    await cli("DELETE", `${members}/${member.id}`, 200, { headers: BY_NAME });
    await cli("GET", `/projects/${project_name}/logs?page=1&page_size=10&q=&sort=`, 200, { headers: BY_NAME });
    await cli("DELETE", `/projects/${project_name}`, 200, { headers: BY_NAME });
    await cli("GET", `/projects/${project_name}`, 404, { headers: BY_NAME });
  });
});
