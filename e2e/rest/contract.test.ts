import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeProject } from "@/prisma/builders";
import { makeWorld, pairs, unique, type World } from "./world";

const TEN_AND_API = 17;

describe.each(inject("restServers"))("on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());

  const pull = () => [{ kind: "project", namespace: w.project.name, access: pairs(["repository:pull"]) }];
  const ci = (overrides: object = {}) => ({
    ...{ name: unique("ci"), description: "CI pipeline", duration: 30, level: "project", disable: false },
    permissions: [
      { kind: "project", namespace: w.project.name, access: pairs(["repository:pull", "repository:push"]) },
    ],
    ...overrides,
  });
  const create = async (overrides: object = {}, as = w.owner) => {
    const reply = await w.call("POST", "/robots", { as, body: ci(overrides) });
    expect(reply.status, reply.text).toBe(201);
    return reply.body as { id: number; name: string; secret: string; expires_at: number; creation_time: string };
  };
  const read = async (id: number) => (await w.call("GET", `/robots/${id}`, { as: w.owner })).body;
  const list = (query: string, as = w.owner) => w.call("GET", `/robots${query}`, { as });
  const names = (reply: { body: { name: string }[] }) => reply.body.map(({ name }) => name);
  const inProject = (more = "") => `?q=Level%3Dproject%2CProjectID%3D${w.project.id}${more}`;
  const logsIn = async (name: string, secret: string) => {
    const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
    const reply = await fetch(`${w.url}/service/token?service=registry`, { headers: { authorization } });
    return reply.status;
  };

  test("POST makes a robot and answers the five keys; its place, times and expiry fit", async () => {
    const name = unique("ci");
    const { status, body, headers } = await w.call("POST", "/robots", { as: w.owner, body: ci({ name }) });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(["creation_time", "expires_at", "id", "name", "secret"]);
    expect(headers.get("location")).toBe(`/api/v2.0/robots/${body.id}`);
    expect(body.name).toBe(`robot_${w.project.name}+${name}`);
    expect(body.secret).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(body.expires_at).toBe(Math.floor(Date.parse(body.creation_time) / 1000) + 30 * 86_400);
    expect(await read(body.id)).toEqual({
      ...{ id: body.id, name: body.name, description: "CI pipeline", level: "project", duration: 30 },
      ...{ expires_at: body.expires_at, disable: false, editable: true },
      ...{ creation_time: body.creation_time, update_time: body.creation_time },
      ...{ creator_type: "local", creator_ref: w.owner.id },
      permissions: [
        { kind: "project", namespace: w.project.name, access: pairs(["repository:push", "repository:pull"]) },
      ],
    });
  });

  test("a robot's whole life: log in, secrets by hand and made, and 404 after its end", async () => {
    const { id, name, secret } = await create();
    expect(await logsIn(name, secret)).toBe(200);
    const made = await w.call("PATCH", `/robots/${id}`, { as: w.owner, body: { secret: "" } });
    expect([await logsIn(name, secret), await logsIn(name, made.body.secret)]).toEqual([401, 200]);
    const byHand = await w.call("PATCH", `/robots/${id}`, { as: w.owner, body: { secret: "NewSecret1" } });
    expect([byHand.status, byHand.body]).toEqual([200, {}]);
    expect([await logsIn(name, made.body.secret), await logsIn(name, "NewSecret1")]).toEqual([401, 200]);
    const gone = await w.call("DELETE", `/robots/${id}`, { as: w.owner });
    expect([gone.status, gone.text]).toEqual([200, ""]);
    for (const [method, body] of [["DELETE"], ["GET"], ["PATCH", {}]] as const)
      expect(await w.call(method, `/robots/${id}`, { as: w.owner, body })).toMatchObject({
        ...{ status: 404, code: "NOT_FOUND", message: `robot ${id} not found` },
      });
    expect(await logsIn(name, "NewSecret1")).toBe(401);
  });

  const REFUSED: [string, object, string][] = [
    ["Upper case", { name: "CI" }, "robot name is not in lower case or contains illegal characters"],
    ["an empty name", { name: "" }, "robot name is not in lower case or contains illegal characters"],
    ["no name", { name: undefined }, "robot name is not in lower case or contains illegal characters"],
    ["a name that is no text", { name: 7 }, "robot name is not in lower case or contains illegal characters"],
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
    ["a level that is no text", { level: 5 }, "bad request error level input: 5"],
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
      "a pair that is in no catalogue",
      { permissions: [{ kind: "project", namespace: "x", access: pairs(["repository:fly"]) }] },
      "bad request permission: repository:fly",
    ],
    [
      "robot:update, which no robot gets",
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
    ["a description that is no text", { description: 5 }, "Give a text."],
    ["disable that is no truth value", { disable: "yes" }, "disable must be true or false"],
  ];
  test.each(REFUSED)("POST refuses %s", async (_, change, message) => {
    const reply = await w.call("POST", "/robots", { as: w.owner, body: ci(change) });
    expect(reply).toMatchObject({ status: 400, code: "BAD_REQUEST", message });
  });

  test("POST takes the bounds of duration and name, and a disabled robot", async () => {
    const long = "a".repeat(255 - `robot_${w.project.name}+`.length);
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
    const tooLong = await w.call("POST", "/robots", { as: w.owner, body: ci({ name: `${long}a` }) });
    expect(tooLong).toMatchObject({ status: 422, code: "UNPROCESSABLE_ENTITY" });
    const off = await create({ disable: true });
    expect((await read(off.id)).disable).toBe(true);
    expect(await logsIn(off.name, off.secret)).toBe(401);
  });

  test("POST names what stands in the way: a duplicate, a project that is not there or not yours", async () => {
    const name = unique("twice");
    await create({ name });
    const again = await w.call("POST", "/robots", { as: w.owner, body: ci({ name }) });
    expect(again).toMatchObject({ status: 409, code: "CONFLICT" });
    expect(again.message).toContain(`robot_${w.project.name}+${name}`);
    const nowhere = { permissions: [{ ...pull()[0], namespace: "no-such-project" }] };
    const hidden = { permissions: [{ ...pull()[0], namespace: w.other.name }] };
    const tries = await Promise.all([
      w.call("POST", "/robots", { as: w.root, body: ci(nowhere) }),
      w.call("POST", "/robots", { as: w.root, body: ci({ ...nowhere, level: "system" }) }),
      w.call("POST", "/robots", { as: w.owner, body: ci(nowhere) }),
      w.call("POST", "/robots", { as: w.owner, body: ci(hidden) }),
    ]);
    expect(tries.map(({ status }) => status)).toEqual([404, 404, 403, 403]);
    expect(tries[0]?.message).toBe("project no-such-project not found");
    // Whether the project exists does not show.
    expect(tries[2]?.message).toBe(tries[3]?.message);
  });

  test("system robots hold places and the instance's permissions; kind system is / and * is every project", async () => {
    const everywhere = { kind: "project", namespace: "*", access: pairs(["repository:pull"]) };
    const instance = { kind: "system", namespace: "/", access: pairs(["catalog:read", "project:list"]) };
    const system = (permissions: object[]) => ({ as: w.root, body: ci({ level: "system", permissions }) });
    const made = await w.call("POST", "/robots", system([everywhere, instance, ...pull()]));
    expect(made.status, made.text).toBe(201);
    const { body: shown } = await w.call("GET", `/robots/${made.body.id}`, { as: w.root });
    expect(shown).toMatchObject({ level: "system", name: made.body.name });
    expect(
      shown.permissions.map(({ kind, namespace }: { kind: string; namespace: string }) => [kind, namespace]),
    ).toEqual([
      ["system", "/"],
      ["project", "*"],
      ["project", w.project.name],
    ]);
    const wrong = await w.call("POST", "/robots", system([{ ...instance, namespace: w.project.name }]));
    const wide = await w.call("POST", "/robots", { as: w.owner, body: ci({ permissions: [everywhere] }) });
    const above = await w.call("POST", "/robots", { as: w.owner, body: ci({ permissions: [instance] }) });
    expect([wrong.status, wide.status, above.status]).toEqual([400, 400, 400]);
    const put = (permissions: object[]) =>
      w.call("PUT", `/robots/${made.body.id}`, {
        as: w.root,
        body: { name: shown.name, level: "system", permissions },
      });
    expect((await put(pull())).status).toBe(200);
    expect((await w.call("GET", `/robots/${made.body.id}`, { as: w.root })).body.permissions).toEqual(pull());
    const unknown = await put([{ ...everywhere, namespace: "no-such-project" }]);
    expect(unknown).toMatchObject({ status: 404, message: expect.stringContaining("no-such-project") });
  });

  test("PUT leaves what is left out, replaces permissions as a whole and counts days from creation", async () => {
    const { id, name, creation_time } = await create({ disable: true });
    const put = (change: object) =>
      w.call("PUT", `/robots/${id}`, { as: w.owner, body: { name, level: "project", ...change } });
    const first = await put({ permissions: pull() });
    expect([first.status, first.text]).toEqual([200, ""]);
    expect(await read(id)).toMatchObject({
      disable: true,
      description: "CI pipeline",
      duration: 30,
      permissions: pull(),
    });
    await put({ duration: 60, disable: false, description: "" });
    const moved = Math.floor(Date.parse(creation_time) / 1000) + 60 * 86_400;
    const changed = await read(id);
    expect(changed).toMatchObject({ disable: false, description: "", duration: 60, expires_at: moved });
    // The object as it was read, sent back whole, changes nothing.
    expect((await w.call("PUT", `/robots/${id}`, { as: w.owner, body: changed })).status).toBe(200);
    expect(await read(id)).toMatchObject({ ...changed, update_time: expect.any(String) });
    expect((await put({ duration: -1, description: null })).status).toBe(200);
    expect(await read(id)).toMatchObject({ duration: -1, expires_at: -1, description: "" });
  });

  test("an expiry that the console moved by hours shows as begun days, and PUT of those moves nothing", async () => {
    const { id, name, creation_time } = await create();
    const hours = Math.floor(Date.parse(creation_time) / 1000) + 5 * 3_600;
    await w.db.robot.update({ where: { id }, data: { expiresAt: BigInt(hours), durationDays: 1 } });
    expect(await read(id)).toMatchObject({ duration: 1, expires_at: hours });
    await w.call("PUT", `/robots/${id}`, {
      as: w.owner,
      body: { name, level: "project", duration: 1, description: "x" },
    });
    expect(await read(id)).toMatchObject({ expires_at: hours, description: "x" });
  });

  test("PUT moves no robot: not its name, level or project", async () => {
    const { id, name } = await create();
    const put = (change: object) =>
      w.call("PUT", `/robots/${id}`, { as: w.root, body: { name, level: "project", ...change } });
    for (const change of [{ name: "other" }, { name: undefined }, { level: "system" }, { level: null }])
      expect(await put(change)).toMatchObject({ status: 400, message: "cannot update the level or name of robot" });
    expect(await put({ permissions: [{ ...pull()[0], namespace: w.other.name }] })).toMatchObject({
      ...{ status: 400, message: "cannot update the project id of robot" },
    });
    expect(await put({ permissions: [] })).toMatchObject({ status: 400, message: "bad request empty permission" });
    expect(await put({ duration: 0 })).toMatchObject({ status: 400 });
  });

  test("If-Match holds a change back when the robot changed since; without it the change goes ahead", async () => {
    const { id, name } = await create();
    const { headers } = await w.call("GET", `/robots/${id}`, { as: w.owner });
    const tag = headers.get("etag") ?? "";
    const send = (method: string, ifMatch: string | null, body?: object) =>
      w.call(method, `/robots/${id}`, { as: w.owner, body, headers: ifMatch === null ? {} : { "If-Match": ifMatch } });
    const put = (ifMatch: string | null) => send("PUT", ifMatch, { name, level: "project", description: unique("d") });
    expect((await put(tag)).status).toBe(200);
    expect(await put(tag)).toMatchObject({ status: 412, code: "PRECONDITION" });
    expect([(await put(`W/${tag}`)).status, (await put("*")).status, (await put(null)).status]).toEqual([
      412, 200, 200,
    ]);
    expect((await send("PATCH", tag, {})).status).toBe(412);
    expect((await send("DELETE", tag)).status).toBe(412);
    const now = (await w.call("GET", `/robots/${id}`, { as: w.owner })).headers.get("etag");
    expect((await send("DELETE", now)).status).toBe(200);
  });

  /** Has another change of the robot come between what the calls read and what they write. */
  const overtaken = async (id: number, calls: () => ReturnType<World["call"]>[]) => {
    for (let attempt = 0; attempt < 5; attempt++) {
      const waiting = await w.db.$transaction(
        async (tx) => {
          await tx.robot.update({ where: { id }, data: { version: { increment: 1 } } });
          const sent = calls();
          await sleep(1_000);
          return sent;
        },
        { timeout: 10_000 },
      );
      const replies = await Promise.all(waiting);
      if (replies.every(({ status }) => status === 409)) return;
    }
    throw new Error("no call was overtaken");
  };

  test("of many changes at once with one tag exactly one wins", async () => {
    const { id, name } = await create();
    const tag = (await w.call("GET", `/robots/${id}`, { as: w.owner })).headers.get("etag") ?? "";
    const puts = await Promise.all(
      Array.from({ length: 8 }, (_, turn) =>
        w.call("PUT", `/robots/${id}`, {
          ...{ as: w.owner, headers: { "If-Match": tag } },
          body: { name, level: "project", description: `turn ${turn}` },
        }),
      ),
    );
    expect(puts.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
    const refreshes = await Promise.all(
      Array.from({ length: 8 }, () => w.call("PATCH", `/robots/${id}`, { as: w.owner, body: {} })),
    );
    for (const { status } of refreshes) expect([200, 409]).toContain(status);
    const working = await Promise.all(
      refreshes.map(async ({ body }) => body.secret && (await logsIn(name, body.secret))),
    );
    expect(working.filter((status) => status === 200)).toHaveLength(1);
  });

  test.each(["short1A", "nodigitsHERE", "alllower1", "ALLUPPER1", "With Space1", "Überall12", `Aa1${"x".repeat(18)}`])(
    "PATCH refuses the secret %s by the rules",
    async (secret) => {
      const { id } = await create();
      const reply = await w.call("PATCH", `/robots/${id}`, { as: w.owner, body: { secret } });
      expect(reply).toMatchObject({ status: 400, code: "BAD_REQUEST" });
      expect(reply.text).not.toContain(secret);
    },
  );

  test("GET pages, counts and links what there is, and nothing that is not", async () => {
    const project = await makeProject({ admins: [{ ...w.owner } as never] }, w.db);
    const there = (more = "") => `?q=Level=project,ProjectID=${project.id}${more}`;
    expect((await list(there())).body).toEqual([]);
    for (const name of ["c", "a", "b"])
      await create({ name, permissions: [{ ...pull()[0], namespace: project.name }] });
    const login = (name: string) => `robot_${project.name}+${name}`;
    const first = await list(`${there()}&page_size=2`);
    expect([names(first), first.headers.get("x-total-count")]).toEqual([[login("a"), login("b")], "3"]);
    const next = /^<([^>]+)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await w.call("GET", next.slice("/api/v2.0".length), { as: w.owner });
    expect(names(second)).toEqual([login("c")]);
    expect(second.headers.get("link")).toMatch(/^<\/api\/v2\.0\/robots\?[^>]*page=1&page_size=2>; rel="prev"$/);
    const middle = (await list(`${there()}&page=2&page_size=1`)).headers.get("link") ?? "";
    expect(middle).toMatch(/page=1&page_size=1>; rel="prev", <.*page=3&page_size=1>; rel="next"$/);
    expect((await list(there())).headers.has("link")).toBe(false);
    expect((await list(`${there()}&page=9`)).body).toEqual([]);
    const sizes = ["0", "100", "101", "-1", "x", "1.5"].map((size) => list(`${there()}&page_size=${size}`));
    expect((await Promise.all(sizes)).map(({ status }) => status)).toEqual([200, 200, 422, 422, 422, 422]);
    expect((await list(`${there()}&page_size=0`)).body).toHaveLength(3);
    expect((await list(`${there()}&page=-1`)).status).toBe(422);
    for (const [sort, order] of [
      ["-name", "cba"],
      ["creation_time", "cab"],
      ["-id", "bac"],
      ["duration,-name", "cba"],
    ] as const)
      expect(names(await list(`${there()}&sort=${sort}`)), sort).toEqual([...order].map(login));
  });

  test("q filters by the listed keys in every form, and names with a plus once or twice encoded", async () => {
    const made = await create({ duration: 77, description: "Nightly build_1", disable: true });
    const other = await create({ duration: 78 });
    const found = async (condition: string) => {
      const reply = await list(inProject(`,${condition}`.replaceAll(" ", "%20")));
      expect(reply.status, reply.text).toBe(200);
      return reply.body.map(({ id }: { id: number }) => id);
    };
    const variable = made.name.split("+")[1];
    const once = encodeURIComponent(made.name);
    for (const condition of [
      `name=${once}`,
      `name=${encodeURIComponent(once)}`,
      `name=${made.name}`,
      `Name=${once.replace("robot_", "")}`,
      `name=${variable}`,
      `name=~${variable}`,
      `name=~${encodeURIComponent(`+${variable}`)}`,
      `id=${made.id}`,
      `id={${made.id} 2147483646}`,
      `id=[${made.id}~${made.id}]`,
      `duration=77`,
      `duration=[77~77]`,
      `description=~NIGHTLY build_1`,
      `description="Nightly build_1"`,
      `duration=77,disable=true`,
      `name=~${variable},creation_time=[2026-01-01T00:00:00Z~]`,
      `expires_at=${made.expires_at}`,
      `name=~${variable},update_time=[~2126-01-01 00:00:00]`,
    ])
      expect(await found(condition), condition).toEqual([made.id]);
    expect(await found(`duration=[77~78]`)).toHaveLength(2);
    expect(await found(`id={${made.id} ${other.id}}`)).toHaveLength(2);
    for (const condition of [
      "description=~nightlyXbuild",
      "id=99999999999",
      "name=robot_nobody",
      `id=${made.id},expires_at=-1`,
    ])
      expect(await found(condition), condition).toEqual([]);
    expect((await list(`?q=level=project,project_id=${w.project.id},id=${made.id}`)).body).toHaveLength(1);
  });

  test.each([
    ["Level=project", "must with project ID when to query project robots"],
    ["Level=1", "bad request error level input: 1"],
    ["Level=[1~2]", "bad request error level input: not a single value"],
    ["Level=~project,ProjectID=1", "bad request error level input: not a single value"],
    ["Level=project,ProjectID=x", "bad query: ProjectID must be a project's number"],
    ["nonsense", 'bad query: each condition needs a "=" with a key before it and a value after it'],
    ["disable=maybe", "bad query: disable is true or false"],
    ["duration=soon", "bad query: duration must be a whole number"],
    ["creation_time=[x~y]", "bad query: creation_time must be a time such as 2026-08-21T10:00:00Z"],
    ["name=[a~b]", "bad query: name has no order to take a range of"],
    ["id=~1", "bad query: id is compared as a whole"],
    ["name=(a b)", "bad query: a list in ( ) is not supported: use { }"],
    ["name={a b", "bad query: “{a b” has no closing }"],
    ["name=a%00b", "bad query: name has a character that no text may have"],
  ])("q=%s is refused in words", async (q, message) => {
    const reply = await list(`?q=${q.includes("%") ? q : encodeURIComponent(q)}`, w.root);
    expect(reply).toMatchObject({ status: 400, code: "BAD_REQUEST", message });
  });

  test("without a level the list is of system robots, for system admins only", async () => {
    const caller = await w.robot([], { system: ["robot:list"] });
    const { body } = await list(`?q=name=${caller.username}`, w.root);
    expect(body).toMatchObject([{ id: caller.id, level: "system" }]);
    expect(await list("", w.owner)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await list("", caller as never)).status).toBe(200);
    expect(await list("?q=Level=project,ProjectID=2147483647")).toMatchObject({
      ...{ status: 404, message: "project 2147483647 not found" },
    });
  });

  test("/permissions lists the catalogue; only who may make system robots sees the instance's", async () => {
    const forRoot = await w.call("GET", "/permissions", { as: w.root });
    expect([forRoot.body.project.length, forRoot.body.system.length]).toEqual([TEN_AND_API, 8]);
    const forOwner = await w.call("GET", "/permissions", { as: w.owner });
    expect(Object.keys(forOwner.body)).toEqual(["project"]);
  });

  test("/projects are made, listed, asked for by number and by name, and deleted", async () => {
    const name = unique("made");
    const made = await w.call("POST", "/projects", {
      as: w.root,
      body: { project_name: name, metadata: { public: "false" } },
    });
    expect([made.status, made.text]).toEqual([201, ""]);
    const id = Number(made.headers.get("location")?.split("/").at(-1));
    const shown = await w.call("GET", `/projects/${id}`, { as: w.root });
    expect(shown.body).toMatchObject({
      project_id: id,
      name,
      owner_name: w.root.username,
      metadata: { public: "false" },
    });
    expect((await w.call("GET", `/projects/${name}`, { as: w.root })).body).toEqual(shown.body);
    expect((await w.call("GET", `/projects?name=${name.slice(0, -1)}`, { as: w.root })).body).toContainEqual(
      shown.body,
    );
    expect((await w.call("GET", "/projects?page_size=100", { as: w.outsider })).body).toEqual([]);
    expect((await w.call("GET", "/projects?page_size=100", { as: w.viewer })).body).toHaveLength(1);
    for (const path of [`/projects/${id}`, `/projects/${name}`, `/projects?project_name=${name}`]) {
      expect((await w.call("HEAD", path, { as: w.root })).status).toBe(200);
      expect((await w.call("HEAD", path, { as: w.outsider })).status).toBe(404);
    }
    expect((await w.call("HEAD", "/projects", { as: w.root })).status).toBe(422);
    const again = await w.call("POST", "/projects", { as: w.root, body: { project_name: name } });
    expect(again).toMatchObject({ status: 409, code: "CONFLICT" });
    for (const body of [
      { project_name: "Not-Lower" },
      { project_name: null },
      { project_name: "x", metadata: { public: "true" } },
    ])
      expect((await w.call("POST", "/projects", { as: w.root, body })).status).toBe(400);
    expect((await w.call("POST", "/projects", { as: w.owner, body: { project_name: unique("no") } })).status).toBe(403);
    expect((await w.call("DELETE", `/projects/${w.project.name}`, { as: w.owner })).status).toBe(403);
    const gone = await w.call("DELETE", `/projects/${name}`, { as: w.root });
    expect([gone.status, gone.text]).toEqual([200, ""]);
    expect(await w.call("DELETE", `/projects/${name}`, { as: w.root })).toMatchObject({
      message: `project ${name} not found`,
    });
  });

  test("a project that is called by a number is reached by it only when the header says so", async () => {
    const name = String(w.project.id);
    await w.db.project.deleteMany({ where: { name } });
    const numbered = await makeProject({ name }, w.db);
    const read = async (headers: Record<string, string>) =>
      (await w.call("GET", `/projects/${name}`, { as: w.root, headers })).body.project_id;
    expect([
      await read({}),
      await read({ "X-Is-Resource-Name": "true" }),
      await read({ "X-Is-Resource-Name": "false" }),
    ]).toEqual([w.project.id, numbered.id, w.project.id]);
  });

  test("/users/current, /systeminfo, /health and /ping tell what clients ask for", async () => {
    const { body } = await w.call("GET", "/users/current", { as: w.root });
    expect(body).toMatchObject({
      user_id: w.root.id,
      username: w.root.username,
      sysadmin_flag: true,
      admin_role_in_auth: false,
    });
    expect(body.email).toContain("@example.com");
    expect((await w.call("GET", "/systeminfo")).body).toMatchObject({
      ...{ harbor_version: "v2.13.0-purser", auth_mode: "db_auth", robot_name_prefix: "robot_" },
    });
    expect((await w.call("GET", "/health")).body).toMatchObject({ status: "healthy" });
    const ping = await w.call("GET", "/ping");
    expect([ping.text, ping.headers.get("content-type")]).toEqual(["Pong", "text/plain; charset=utf-8"]);
  });

  test("/audit-logs and a project's logs are read page by page, by time and by who", async () => {
    const { id, name } = await create();
    await w.call("DELETE", `/robots/${id}`, { as: w.owner });
    const { body, headers } = await w.call("GET", `/projects/${w.project.name}/logs?page_size=1`, { as: w.viewer });
    expect(body).toEqual([
      {
        ...{ id: expect.any(Number), username: w.owner.username, resource: name, resource_type: "robot" },
        ...{ operation: "delete", operation_result: true, op_time: expect.any(String) },
      },
    ]);
    expect(Number(headers.get("x-total-count"))).toBeGreaterThan(1);
    expect(headers.get("link")).toContain('rel="next"');
    const own = await w.call("GET", `/audit-logs?q=username=${w.owner.username}&sort=op_time`, { as: w.root });
    expect(own.body.length).toBeGreaterThan(1);
    const future = await w.call("GET", "/audit-logs?q=op_time=[2126-01-01~]", { as: w.root });
    expect(future.body).toEqual([]);
    expect((await w.call("GET", "/audit-logs", { as: w.owner })).status).toBe(403);
    for (const query of ["?sort=username", "?q=secret=x", "?q=op_time=[x~]"])
      expect((await w.call("GET", `/audit-logs${query}`, { as: w.root })).status).toBe(400);
    expect((await w.call("GET", `/projects/${w.other.name}/logs`, { as: w.owner })).status).toBe(404);
    expect((await w.call("GET", `/projects/${w.project.name}/logs?sort=id`, { as: w.owner })).status).toBe(400);
  });

  test("bodies that are no JSON, no object, too large or too deep are refused in the envelope", async () => {
    const post = (raw: string | Uint8Array) => w.call("POST", "/robots", { as: w.owner, raw });
    expect(await post("{")).toMatchObject({ status: 400, message: "the body must be JSON" });
    expect(await post("")).toMatchObject({ status: 400, message: "the body must be JSON" });
    expect(await post("null")).toMatchObject({ status: 400, message: "the body must be an object" });
    expect(await post(new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({
      status: 400,
      message: "the body must be UTF-8",
    });
    expect((await post(`${"[".repeat(40)}${"]".repeat(40)}`)).message).toContain("nested deeper than");
    expect((await post(`{"a":"${"x".repeat(2 * 1024 * 1024)}"}`)).message).toContain("larger than");
    expect((await post(`{"name":"${"[".repeat(100)}"}`)).message).toContain("robot name is not in lower case");
  });

  test("what is no path or method of the API is refused in the envelope as well", async () => {
    const calls = [
      ...[
        ["GET", "/nowhere"],
        ["POST", "/robots/1/nowhere"],
        ["GET", ""],
        ["GET", "/robots/"],
        ["GET", "//robots"],
      ],
      ...[
        ["GET", "/robots/%ZZ"],
        ["POST", "/ping"],
        ["DELETE", "/robots"],
        ["OPTIONS", "/robots"],
        ["PUT", "/projects"],
      ],
    ] as [string, string][];
    for (const [method, path] of calls) {
      const { status, code } = await w.call(method, path, { as: w.root });
      expect([404, 405], `${method} ${path}`).toContain(status);
      expect(code).toBe(status === 404 ? "NOT_FOUND" : "METHOD_NOT_ALLOWED");
    }
    const odd = await fetch(`${w.url}/api/v2.0/robots`, { method: "PROPFIND" });
    expect([odd.status, odd.headers.get("content-type")]).toEqual([405, "application/json"]);
  });

  test("who is nobody gets 401 everywhere but where anybody may ask", async () => {
    for (const { method, path, operation } of w.checker.operations) {
      const at = path.replace(/\{\w+\}/, "1");
      const isOpen = operation.security.length === 0;
      const query = operation.operationId === "headProject" ? "?project_name=x" : "";
      const headers = { Authorization: "Bearer nothing" };
      const { status, headers: given } = await w.call(method, at + query, { headers });
      expect(status, `${method} ${path}`).toBe(isOpen ? 200 : 401);
      if (!isOpen) expect(given.get("www-authenticate")).toMatch(/^Basic realm=/);
    }
    const wrong = await w.call("GET", "/robots", { as: { ...w.outsider, password: randomUUID() } });
    expect(wrong).toMatchObject({ status: 401, code: "UNAUTHORIZED" });
  });

  test("every refusal of every operation that the document promises can be had, and no other", async () => {
    const onlyPull = await w.robot(["repository:pull"]);
    const { id, name } = await create();
    const some = `/projects/${w.project.name}`;
    const put = { name, level: "project" };
    const more: [string, string, string, object?][] = [
      ["listRobots 400", "GET", "/robots?q=x"],
      ["listRobots 404", "GET", "/robots?q=Level=project,ProjectID=0"],
      ["listRobots 422", "GET", "/robots?page=x"],
      ["getRobot 403", "GET", `/robots/${id}`],
      ["getRobot 404", "GET", "/robots/0"],
      ["getRobot 422", "GET", "/robots/x"],
      ["updateRobot 422", "PUT", "/robots/x", put],
      ["updateRobot 404", "PUT", "/robots/99999999999", put],
      ["refreshSecret 400", "PATCH", `/robots/${id}`, { secret: 5 }],
      ["refreshSecret 422", "PATCH", "/robots/x", {}],
      ["deleteRobot 422", "DELETE", "/robots/x"],
      ["deleteRobot 404", "DELETE", "/robots/99999999999"],
      ["listProjects 422", "GET", "/projects?page=x"],
      ["headProject 404", "HEAD", "/projects?project_name=No"],
      ["createProject 403", "POST", "/projects", { project_name: unique("no") }],
      ["getProject 403", "GET", some],
      ["getProject 404", "GET", "/projects/0"],
      ["getProject 422", "GET", `/projects/${"x".repeat(256)}`],
      ["deleteProject 404", "DELETE", "/projects/0"],
      ["deleteProject 422", "DELETE", `/projects/${"x".repeat(256)}`],
      ["listProjectLogs 400", "GET", `${some}/logs?q=x`],
      ["listProjectLogs 403", "GET", `${some}/logs`],
      ["listProjectLogs 404", "GET", "/projects/0/logs"],
      ["listProjectLogs 422", "GET", `${some}/logs?page=x`],
      ["listAuditLogs 400", "GET", "/audit-logs?q=x"],
      ["listAuditLogs 422", "GET", "/audit-logs?page=x"],
    ];
    for (const [, method, path, body] of more)
      for (const as of [w.root, onlyPull]) {
        await w.call(method, path, { as, body });
        if (method === "GET") await w.call("HEAD", path, { as });
      }
    for (const path of ["/robots", `/robots/${id}`, "/audit-logs", "/users/current", some, `${some}/logs`])
      await w.call("HEAD", path, { as: onlyPull });
    await w.call("HEAD", `/projects?project_name=${w.project.name}`, { as: onlyPull });
    for (const path of [
      "/robots",
      `/robots/${id}`,
      `${some}/logs`,
      "/audit-logs",
      "/permissions",
      "/users/current",
      "/projects/1",
    ])
      await w.call("HEAD", path, { as: w.root });
    for (const body of [put, {}] as const)
      await w.call(body === put ? "PUT" : "PATCH", `/robots/${id}`, { as: onlyPull, body });
    await w.call("DELETE", `/robots/${id}`, { as: onlyPull });
    await w.call("GET", "/users/current", { as: onlyPull });
    await overtaken(id, () => [
      w.call("PUT", `/robots/${id}`, { as: w.owner, body: { ...put, description: unique("late") } }),
      w.call("PATCH", `/robots/${id}`, { as: w.owner, body: {} }),
    ]);
    const promised = w.checker.operations.flatMap(({ operation }) =>
      Object.keys(operation.responses).map((status) => `${operation.operationId} ${status}`),
    );
    // These three come from what stands around every operation: see lib/rest/endpoint.test.ts.
    const around = / (429|500|503)$/;
    expect(promised.filter((one) => !around.test(one) && !w.seen.has(one))).toEqual([]);
  });
});
