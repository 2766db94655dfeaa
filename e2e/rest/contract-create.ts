import { expect, test } from "vitest";
import { robotCalls } from "./robot-calls";
import { pairs, unique, type World } from "./world";

/** The contract of creating robots. @param world created before the tests run */
export function createContract(world: () => World): void {
  const { pull, ci, create, read, logsIn } = robotCalls(world);

  test("POST creates a robot and returns the five keys, with matching location, times and expiry", async () => {
    const name = unique("ci");
    const { status, body, headers } = await world().call("POST", "/robots", { as: world().owner, body: ci({ name }) });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(["creation_time", "expires_at", "id", "name", "secret"]);
    expect(headers.get("location")).toBe(`/api/v2.0/robots/${body.id}`);
    expect(body.name).toBe(`robot_${world().project.name}+${name}`);
    expect(body.secret).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(body.expires_at).toBe(Math.floor(Date.parse(body.creation_time) / 1000) + 30 * 86_400);
    expect(await read(body.id)).toEqual({
      ...{ id: body.id, name: body.name, description: "CI pipeline", level: "project", duration: 30 },
      ...{ expires_at: body.expires_at, disable: false, editable: true, managed_by: "" },
      ...{ creation_time: body.creation_time, update_time: body.creation_time },
      ...{ creator_type: "local", creator_ref: world().owner.id },
      permissions: [
        {
          ...{ kind: "project", namespace: world().project.name },
          ...{ access: pairs(["repository:push", "repository:pull"]), repositories: ["*"] },
        },
      ],
      ...{ imported_from: null, imported_at: null, moved_at: null },
      ...{ contact: "", allowed_addresses: [], secret_changed_at: body.creation_time, previous_secret: null },
    });
  });

  test("a robot's whole life: login, manually set and generated secrets, and 404 after its deletion", async () => {
    const { id, name, secret } = await create();
    expect(await logsIn(name, secret)).toBe(200);
    const made = await world().call("PATCH", `/robots/${id}`, { as: world().owner, body: { secret: "" } });
    expect([await logsIn(name, secret), await logsIn(name, made.body.secret)]).toEqual([401, 200]);
    const byHand = await world().call("PATCH", `/robots/${id}`, { as: world().owner, body: { secret: "NewSecret1" } });
    expect([byHand.status, byHand.body]).toEqual([200, {}]);
    expect([await logsIn(name, made.body.secret), await logsIn(name, "NewSecret1")]).toEqual([401, 200]);
    const gone = await world().call("DELETE", `/robots/${id}`, { as: world().owner });
    expect([gone.status, gone.text]).toEqual([200, ""]);
    for (const [method, body] of [["DELETE"], ["GET"], ["PATCH", {}]] as const)
      expect(await world().call(method, `/robots/${id}`, { as: world().owner, body })).toMatchObject({
        ...{ status: 404, code: "NOT_FOUND", message: `robot ${id} not found` },
      });
    expect(await logsIn(name, "NewSecret1")).toBe(401);
  });

  const REFUSED: [string, object, string][] = [
    ["uppercase", { name: "CI" }, "robot name is not in lower case or contains illegal characters"],
    ["an empty name", { name: "" }, "robot name is not in lower case or contains illegal characters"],
    ["no name", { name: undefined }, "robot name is not in lower case or contains illegal characters"],
    ["a name that isn't text", { name: 7 }, "robot name is not in lower case or contains illegal characters"],
    ...[0, -2, 2_147_483_647, 1.5, "30", 9e99].map((duration): [string, object, string] => [
      `the duration ${duration}`,
      { duration },
      `bad request error duration input: ${duration}, duration must be either -1(Never) or a positive integer`,
    ]),
    [
      "no duration",
      { duration: undefined },
      "bad request error duration input: 0, duration must be either -1(Never) or a positive integer",
    ],
    ["another level", { level: "galaxy" }, "bad request error level input: galaxy"],
    ["a level that isn't text", { level: 5 }, "bad request error level input: 5"],
    ["no level", { level: undefined }, "bad request error level input: "],
    ["no permissions", { permissions: undefined }, "bad request empty permission"],
    ["empty permissions", { permissions: [] }, "bad request empty permission"],
    ["a null permission", { permissions: [null] }, "bad request empty permission"],
    ["no access", { permissions: [{ kind: "project", namespace: "x" }] }, "bad request empty access"],
    ["empty access", { permissions: [{ kind: "project", namespace: "x", access: [] }] }, "bad request empty access"],
    [
      "a null access",
      { permissions: [{ kind: "project", namespace: "x", access: [null] }] },
      "bad request empty access",
    ],
    [
      "another kind",
      { permissions: [{ kind: "team", namespace: "x", access: pairs(["repository:pull"]) }] },
      "bad request permission level: team",
    ],
    [
      "an unknown pair",
      { permissions: [{ kind: "project", namespace: "x", access: pairs(["repository:fly"]) }] },
      "bad request permission: repository:fly",
    ],
    [
      "robot:update, which no robot can have",
      { permissions: [{ kind: "project", namespace: "x", access: pairs(["robot:update"]) }] },
      "bad request permission: robot:update",
    ],
    [
      "two places at project level",
      {
        permissions: ["x", "y"].map((namespace) => ({
          kind: "project",
          namespace,
          access: pairs(["repository:pull"]),
        })),
      },
      "bad request permission",
    ],
    ["a description that isn't text", { description: 5 }, "Enter some text."],
    ["disable that isn't a boolean", { disable: "yes" }, "disable must be true or false"],
  ];
  test.each(REFUSED)("POST refuses %s", async (_, change, message) => {
    const reply = await world().call("POST", "/robots", { as: world().owner, body: ci(change) });
    expect(reply).toMatchObject({ status: 400, code: "BAD_REQUEST", message });
  });

  test("POST accepts the limits of duration and name, and a disabled robot", async () => {
    const long = "a".repeat(255 - `robot_${world().project.name}+`.length);
    for (const change of [
      { duration: -1 },
      { duration: 1 },
      { duration: 2_147_483_646 },
      { name: "a" },
      { name: long },
    ]) {
      const { id, expires_at } = await create(change);
      const shown = await read(id);
      expect(shown.duration).toBe(change.duration ?? 30);
      if (change.duration === -1) expect(expires_at).toBe(-1);
    }
    const tooLong = await world().call("POST", "/robots", { as: world().owner, body: ci({ name: `${long}a` }) });
    expect(tooLong).toMatchObject({ status: 422, code: "UNPROCESSABLE_ENTITY" });
    const off = await create({ disable: true });
    expect((await read(off.id)).disable).toBe(true);
    expect(await logsIn(off.name, off.secret)).toBe(401);
  });

  test("POST names the problem: a duplicate, a project that doesn't exist or isn't yours", async () => {
    const name = unique("twice");
    await create({ name });
    const again = await world().call("POST", "/robots", { as: world().owner, body: ci({ name }) });
    expect(again).toMatchObject({ status: 409, code: "CONFLICT" });
    expect(again.message).toContain(`robot_${world().project.name}+${name}`);
    const nowhere = { permissions: [{ ...pull()[0], namespace: "no-such-project" }] };
    const hidden = { permissions: [{ ...pull()[0], namespace: world().other.name }] };
    const replies = await Promise.all([
      world().call("POST", "/robots", { as: world().root, body: ci(nowhere) }),
      world().call("POST", "/robots", { as: world().root, body: ci({ ...nowhere, level: "system" }) }),
      world().call("POST", "/robots", { as: world().owner, body: ci(nowhere) }),
      world().call("POST", "/robots", { as: world().owner, body: ci(hidden) }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 403, 403]);
    expect(replies[0]?.message).toBe("project no-such-project not found");
    // The reply must not reveal whether the project exists.
    expect(replies[2]?.message).toBe(replies[3]?.message);
  });

  test("system robots have permissions on projects and the instance; kind system is / and * is every project", async () => {
    const everywhere = { kind: "project", namespace: "*", access: pairs(["repository:pull"]) };
    const instance = { kind: "system", namespace: "/", access: pairs(["catalog:read", "project:list"]) };
    const system = (permissions: object[]) => ({ as: world().root, body: ci({ level: "system", permissions }) });
    const made = await world().call("POST", "/robots", system([everywhere, instance, ...pull()]));
    expect(made.status, made.text).toBe(201);
    const { body: shown } = await world().call("GET", `/robots/${made.body.id}`, { as: world().root });
    expect(shown).toMatchObject({ level: "system", name: made.body.name });
    expect(
      shown.permissions.map(({ kind, namespace }: { kind: string; namespace: string }) => [kind, namespace]),
    ).toEqual([
      ["system", "/"],
      ["project", "*"],
      ["project", world().project.name],
    ]);
    const wrong = await world().call("POST", "/robots", system([{ ...instance, namespace: world().project.name }]));
    const wide = await world().call("POST", "/robots", { as: world().owner, body: ci({ permissions: [everywhere] }) });
    const above = await world().call("POST", "/robots", { as: world().owner, body: ci({ permissions: [instance] }) });
    expect([wrong.status, wide.status, above.status]).toEqual([400, 400, 400]);
    const put = (permissions: object[]) =>
      world().call("PUT", `/robots/${made.body.id}`, {
        as: world().root,
        body: { name: shown.name, level: "system", permissions },
      });
    expect((await put(pull())).status).toBe(200);
    expect((await world().call("GET", `/robots/${made.body.id}`, { as: world().root })).body.permissions).toEqual(
      pull().map((permission) => ({ ...permission, repositories: ["*"] })),
    );
    const unknown = await put([{ ...everywhere, namespace: "no-such-project" }]);
    expect(unknown).toMatchObject({ status: 404, message: expect.stringContaining("no-such-project") });
  });
}
