import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { robotCalls } from "./robot-calls";
import { makeWorld, unique, type World } from "./world";

describe.each(inject("restServers"))("on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());
  const { pull, create, read, logsIn } = robotCalls(() => w);

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
