import { expect, test } from "vitest";
import { makeProject, makeUser } from "@/testing/builders";
import { robotCalls } from "./robot-calls";
import { unique, type World } from "./world";

/** The contract of calls that only some clients use: settings, people, members, metadata. @param world created before the tests run */
export function clientsContract(world: () => World): void {
  const { create, read, list, pull } = robotCalls(world);
  const call: World["call"] = (...given) => world().call(...given);

  test("/configurations, /statistics and /systeminfo/volumes have the shapes that clients read", async () => {
    const { body } = await call("GET", "/configurations", { as: world().root });
    expect(body).toEqual({
      auth_mode: { editable: false, value: "db_auth" },
      project_creation_restriction: { editable: false, value: "adminonly" },
      quota_per_project_enable: { editable: false, value: false },
      read_only: { editable: false, value: false },
      robot_name_prefix: { editable: false, value: "robot_" },
      robot_token_duration: { editable: false, value: 30 },
      self_registration: { editable: false, value: false },
    });
    expect((await call("GET", "/configurations", { as: world().owner })).status).toBe(403);
    expect((await call("PUT", "/configurations", { as: world().root, body: { read_only: true } })).status).toBe(405);
    const counted = async (as = world().owner) => (await call("GET", "/statistics", { as })).body;
    const before = await counted();
    await makeProject({ admins: [{ ...world().owner } as never] }, world().db);
    expect(await counted()).toEqual({
      ...before,
      private_project_count: before.private_project_count + 1,
      total_project_count: before.total_project_count + 1,
    });
    expect((await counted(world().outsider)).total_project_count).toBe(0);
    expect((await call("GET", "/systeminfo/volumes", { as: world().viewer })).body).toEqual({
      storage: [{ total: 0, free: 0 }],
    });
  });

  test("/users lists people for system admins, by page, by name and by part of a name", async () => {
    const name = unique("person");
    const made = await makeUser({ username: name, email: `${name}@example.com` }, world().db);
    const users = (query: string, as = world().root) => call("GET", `/users${query}`, { as });
    const shown = {
      ...{ user_id: made.id, username: name, email: `${name}@example.com`, realname: made.name },
      ...{ sysadmin_flag: false, admin_role_in_auth: false },
      ...{ creation_time: expect.any(String), update_time: expect.any(String) },
    };
    for (const q of [`username=${name}`, `username=~${name.slice(2)}`, `email=${name}@example.com`])
      expect((await users(`?q=${encodeURIComponent(q)}`)).body, q).toEqual([shown]);
    expect((await users(`?q=username=~${encodeURIComponent("per\\%")}`)).body).toEqual([]);
    const page = await users("?page_size=2&sort=-user_id");
    expect(page.body).toHaveLength(2);
    expect(page.body[0].user_id).toBeGreaterThan(page.body[1].user_id);
    expect(Number(page.headers.get("x-total-count"))).toBeGreaterThan(2);
    for (const query of ["?q=password=x", "?q=username=[a~b]", "?q=username=a,username=b", "?sort=email"])
      expect((await users(query)).status, query).toBe(400);
    expect((await users("", world().owner)).status).toBe(403);
  });

  test("PUT with duration and permissions replaces the robot: omitted fields become false or empty", async () => {
    const { id, name } = await create({ disable: true });
    const put = (change: object) =>
      call("PUT", `/robots/${id}`, { as: world().owner, body: { name, level: "project", ...change } });
    expect((await put({ duration: 30 })).status).toBe(200);
    expect((await put({ permissions: pull() })).status).toBe(200);
    expect(await read(id)).toMatchObject({ disable: true, description: "CI pipeline" });
    expect((await put({ duration: null, permissions: pull() })).status).toBe(200);
    expect(await read(id)).toMatchObject({ disable: true, description: "CI pipeline" });
    expect((await put({ duration: 30, permissions: pull() })).status).toBe(200);
    expect(await read(id)).toMatchObject({ disable: false, description: "" });
    const kept = { duration: 30, permissions: pull(), disable: true, description: "kept" };
    expect((await put(kept)).status).toBe(200);
    expect(await read(id)).toMatchObject(kept);
  });

  test("a permission with an effect other than allow is refused, and nothing is created or changed", async () => {
    const { id, name } = await create();
    const before = await read(id);
    const withEffect = (effect: unknown) =>
      pull().map((permission) => ({
        ...permission,
        access: permission.access.map((pair) => ({ ...pair, effect })),
      }));
    for (const effect of ["deny", "Allow", "", 1, {}]) {
      const permissions = withEffect(effect);
      const put = { name, level: "project", permissions };
      const post = { name: unique("deny"), level: "project", duration: 1, permissions };
      for (const reply of [
        await call("PUT", `/robots/${id}`, { as: world().owner, body: put }),
        await call("POST", "/robots", { as: world().owner, body: post }),
      ])
        expect(reply).toMatchObject({
          status: 400,
          message: expect.stringMatching(/^bad request permission effect: /),
        });
    }
    expect(await read(id)).toEqual(before);
    for (const effect of ["allow", null, undefined])
      expect((await create({ permissions: withEffect(effect) })).id).toBeGreaterThan(0);
  });

  test("a robot is found by the name that Harbor's CLI uses: project and name, without the prefix", async () => {
    const { id, name } = await create();
    const own = encodeURIComponent(`Level=project,ProjectID=${world().project.id},name=${name.slice("robot_".length)}`);
    expect((await list(`?page=1&page_size=10&q=${own}`)).body).toMatchObject([{ id }]);
  });

  test("a project's metadata is stored, merged and returned; public stays false and the name unchanged", async () => {
    const project = await makeProject({ admins: [{ ...world().owner } as never] }, world().db);
    const path = `/projects/${project.id}`;
    const put = (body: object, as = world().owner) => call("PUT", path, { as, body });
    const metadata = async () => (await call("GET", path, { as: world().owner })).body.metadata;
    expect(await metadata()).toEqual({ public: "false" });
    expect((await put({ metadata: { auto_scan: true, public: "false", unknown: "x" } })).status).toBe(200);
    expect((await put({ project_name: project.name, metadata: { severity: "high" } })).status).toBe(200);
    expect(await metadata()).toEqual({ public: "false", auto_scan: "true", severity: "high" });
    const rows = () => world().db.auditEvent.count({ where: { projectId: project.id, action: "project.update" } });
    expect(await rows()).toBe(2);
    for (const same of [{}, { metadata: null }, { metadata: { severity: "high" } }])
      expect((await put(same)).status).toBe(200);
    for (const body of [
      { metadata: { public: "true" } },
      { metadata: { public: true } },
      { project_name: unique("other") },
      { metadata: { severity: ["high"] } },
      { metadata: { severity: "x".repeat(101) } },
      { metadata: "x" },
    ])
      expect((await put(body)).status, JSON.stringify(body)).toBe(400);
    expect([await metadata(), await rows()]).toEqual([{ public: "false", auto_scan: "true", severity: "high" }, 2]);
  });

  test("members are added by username or number, listed, read, changed and removed", async () => {
    const project = await makeProject({ admins: [{ ...world().owner } as never] }, world().db);
    const [one, two] = [await makeUser({}, world().db), await makeUser({}, world().db)];
    const members = `/projects/${project.name}/members`;
    const as = world().owner;
    const add = (member_user: object, role_id: unknown = 2) =>
      call("POST", members, { as, body: { role_id, member_user } });
    const made = await add({ username: ` ${one.username.toUpperCase()} ` });
    expect([made.status, made.text]).toEqual([201, ""]);
    expect((await add({ user_id: two.id }, 1)).status).toBe(201);
    expect(await add({ user_id: two.id })).toMatchObject({ status: 409, code: "CONFLICT" });
    for (const unknown of [{ username: unique("nobody") }, { user_id: 2_147_483_647 }])
      expect(await add(unknown)).toMatchObject({ status: 404, message: expect.stringMatching(/^user .+ not found$/) });
    for (const [who, role] of [
      [{}, 2],
      [{ username: one.username }, 0],
      [{ username: one.username }, 6],
      [{ username: one.username }, "1"],
    ] as const)
      expect((await add(who, role)).status).toBe(400);
    const all = await call("GET", members, { as: world().root });
    expect(all.body.map(({ entity_name: name }: { entity_name: string }) => name).sort()).toEqual(
      [world().owner.username, one.username, two.username].sort(),
    );
    const id = Number(made.headers.get("location")?.split("/").at(-1));
    const found = await call("GET", `${members}?entityname=${one.username}`, { as });
    const shown = {
      ...{ id, project_id: project.id, entity_id: one.id, entity_name: one.username, entity_type: "u" },
      ...{ role_id: 2, role_name: "developer" },
    };
    expect(found.body).toContainEqual(shown);
    expect((await call("GET", `${members}/${id}`, { as })).body).toEqual(shown);
    expect((await call("PUT", `${members}/${id}`, { as, body: { role_id: 1 } })).text).toBe("");
    expect((await call("GET", `${members}/${id}`, { as })).body).toMatchObject({
      role_id: 1,
      role_name: "projectAdmin",
    });
    expect((await call("DELETE", `${members}/${id}`, { as })).status).toBe(200);
    expect(await call("DELETE", `${members}/${id}`, { as })).toMatchObject({ message: `member ${id} not found` });
    // A role set in the console has no Harbor number, so it is shown as the viewer's.
    await world().db.member.create({ data: { projectId: project.id, userId: one.id, role: "viewer" } });
    const again = await call("GET", `${members}?entityname=${one.username}`, { as });
    expect(again.body).toMatchObject([{ role_id: 3, role_name: "guest" }]);
  });

  test("only a system admin can leave a project without an admin, and no one else can remove their own role", async () => {
    const owner = { ...world().owner } as never;
    const project = await makeProject({ admins: [owner] }, world().db);
    const members = `/projects/${project.id}/members`;
    const { body } = await call("GET", members, { as: world().owner });
    const last = `${members}/${body[0].id}`;
    const demote = { role_id: 3 };
    expect(await call("DELETE", last, { as: world().owner })).toMatchObject({
      status: 409,
      message: expect.stringMatching(/no admin left/),
    });
    expect((await call("PUT", last, { as: world().owner, body: demote })).status).toBe(409);
    const second = { role_id: 1, member_user: { username: world().viewer.username } };
    expect((await call("POST", members, { as: world().owner, body: second })).status).toBe(201);
    expect(await call("DELETE", last, { as: world().owner })).toMatchObject({
      status: 409,
      message: expect.stringMatching(/removing yourself/),
    });
    expect((await call("DELETE", last, { as: world().root })).status).toBe(200);
    const rest = (await call("GET", members, { as: world().root })).body;
    expect((await call("DELETE", `${members}/${rest[0].id}`, { as: world().root })).status).toBe(200);
  });
}
