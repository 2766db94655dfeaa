import { expect, test } from "vitest";
import { robotCalls } from "./robot-calls";
import { pairs, type World } from "./world";

/** The contract of `allowed_addresses` and `repositories`. @param world created before the tests run */
export function limitsContract(world: () => World): void {
  const { create, read, ci } = robotCalls(world);
  const limited = (repositories?: unknown, permissions = ["repository:pull"]) => [
    {
      kind: "project",
      namespace: world().project.name,
      access: pairs(permissions),
      ...(repositories !== undefined && { repositories }),
    },
  ];
  const put = async (id: number, change: object) => {
    const { name, level } = await read(id);
    return world().call("PUT", `/robots/${id}`, { as: world().owner, body: { name, level, ...change } });
  };
  const limitsOf = async (id: number) => {
    const { allowed_addresses, permissions } = await read(id);
    return { allowed_addresses, repositories: permissions[0].repositories };
  };

  test("limits are stored canonical and shown; without any, a robot has none", async () => {
    const { id } = await create({
      allowed_addresses: ["198.51.100.7/24", "2001:DB8::1", "::ffff:192.0.2.1", "198.51.100.0/24"],
      permissions: limited(["team/*", `${world().project.name}/site`, "team/a"]),
    });
    expect(await limitsOf(id)).toEqual({
      allowed_addresses: ["198.51.100.0/24", "2001:db8::1", "192.0.2.1"],
      repositories: ["site", "team/*"],
    });
    const open = await create({ allowed_addresses: null, permissions: limited(["*", "x"]) });
    expect(await limitsOf(open.id)).toEqual({ allowed_addresses: [], repositories: ["*"] });
  });

  test("a Harbor-shaped PUT keeps both, a GET sent back changes nothing, and explicit values clear them", async () => {
    const { id } = await create({ allowed_addresses: ["192.0.2.1"], permissions: limited(["site"]) });
    const harbor = {
      duration: 30,
      description: "",
      disable: false,
      permissions: limited(undefined, ["repository:push"]),
    };
    expect((await put(id, harbor)).status).toBe(200);
    expect(await limitsOf(id)).toEqual({ allowed_addresses: ["192.0.2.1"], repositories: ["site"] });
    const before = await read(id);
    expect((await world().call("PUT", `/robots/${id}`, { as: world().owner, body: before })).status).toBe(200);
    expect(await read(id)).toEqual({ ...before, update_time: expect.any(String) });
    expect((await put(id, { allowed_addresses: null })).status).toBe(200);
    expect((await put(id, { allowed_addresses: [], permissions: limited(["*"]) })).status).toBe(200);
    expect(await limitsOf(id)).toEqual({ allowed_addresses: [], repositories: ["*"] });
    expect((await put(id, { permissions: limited(["team/*"]) })).status).toBe(200);
    expect(await limitsOf(id)).toEqual({ allowed_addresses: [], repositories: ["team/*"] });
  });

  test("a pattern that starts like its project survives being read and sent back", async () => {
    const { name } = world().project;
    const { id } = await create({ permissions: limited([`${name}/${name}/x`]) });
    expect(await limitsOf(id)).toMatchObject({ repositories: [`${name}/${name}/x`] });
    await put(id, { permissions: (await read(id)).permissions });
    expect(await limitsOf(id)).toMatchObject({ repositories: [`${name}/${name}/x`] });
  });

  test("a Harbor-shaped PUT that adds a permission of the whole project to a limited robot is refused", async () => {
    const { id } = await create({ permissions: limited(["site"]) });
    expect(await put(id, { permissions: limited(undefined, ["repository:pull", "helm-chart:read"]) })).toMatchObject({
      status: 400,
      message: '"helm-chart:read" is for the whole project; take it out or allow all repositories',
    });
  });

  test("a system robot’s namespaces keep theirs one by one, and new ones are open", async () => {
    const { project, other, root } = world();
    const pull = (namespace: string, repositories?: string[]) => ({
      ...{ kind: "project", namespace, access: pairs(["repository:pull"]) },
      ...(repositories && { repositories }),
    });
    const created = await world().call("POST", "/robots", {
      as: root,
      body: ci({ level: "system", permissions: [pull(project.name, ["site"]), pull("*", ["base/*"])] }),
    });
    expect(created.status, created.text).toBe(201);
    const { id, name } = created.body;
    const change = (permissions: object[]) =>
      world().call("PUT", `/robots/${id}`, { as: root, body: { name, level: "system", permissions } });
    const shown = async () =>
      (await world().call("GET", `/robots/${id}`, { as: root })).body.permissions.map(
        ({ namespace, repositories }: { namespace: string; repositories: string[] }) => [namespace, repositories],
      );
    expect((await change([pull("*"), pull(project.name), pull(other.name)])).status).toBe(200);
    expect(new Map(await shown())).toEqual(
      new Map([
        ["*", ["base/*"]],
        [project.name, ["site"]],
        [other.name, ["*"]],
      ]),
    );
    expect(await change([pull(project.name, ["a"]), pull(project.name, ["b"])])).toMatchObject({
      status: 400,
      message: `namespace ${project.name} is listed twice with different repositories`,
    });
  });

  test.each([
    [{ allowed_addresses: ["0.0.0.0/0"] }, /Leave the list empty for anywhere/],
    [{ allowed_addresses: ["::/0"] }, /Leave the list empty for anywhere/],
    [{ allowed_addresses: ["office"] }, /isn’t an IP address or a network/],
    [{ allowed_addresses: [5] }, /must be a list of addresses/],
    [{ allowed_addresses: "192.0.2.1" }, /must be a list of addresses/],
    [{ allowed_addresses: Array.from({ length: 51 }, (_, index) => `192.0.2.${index}`) }, /at most 50/],
  ])("%j is refused with 400", async (body, message) => {
    const reply = await world().call("POST", "/robots", { as: world().owner, body: ci(body) });
    expect(reply).toMatchObject({ status: 400, message: expect.stringMatching(message) });
  });

  test.each([
    [["te*m"], ["repository:pull"], /"\*" stands alone or after the last "\/"/],
    [["a/../b"], ["repository:pull"], /can’t be a repository/],
    [[], ["repository:pull"], /at least one pattern/],
    [["site"], ["repository:pull", "robot:create"], /"robot:create" is for the whole project/],
    [Array.from({ length: 51 }, (_, index) => `r${index}`), ["repository:pull"], /at most 50/],
  ])("repositories %j with %j are refused with 400", async (repositories, permissions, message) => {
    const body = ci({ permissions: limited(repositories, permissions) });
    const reply = await world().call("POST", "/robots", { as: world().owner, body });
    expect(reply).toMatchObject({ status: 400, message: expect.stringMatching(message) });
  });

  test("a robot calls the API only from its addresses", async () => {
    const machine = await world().robot(["project:read"]);
    const path = `/projects/${world().project.name}`;
    expect((await world().call("GET", path, { as: machine })).status).toBe(200);
    const allowedAddresses = JSON.stringify([{ network: "203.0.113.0/24", note: "" }]);
    await world().db.robot.updateMany({ where: { loginName: machine.username }, data: { allowedAddresses } });
    expect(await world().call("GET", path, { as: machine })).toMatchObject({
      ...{ status: 401, code: "UNAUTHORIZED" },
      message: `robot ${machine.username} may not log in from 127.0.0.1`,
    });
  });
}
