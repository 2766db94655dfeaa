import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeProject } from "@/prisma/builders";
import { robotCalls } from "./robot-calls";
import { makeWorld, unique, type World } from "./world";

const TEN_AND_API = 17;

describe.each(inject("restServers"))("on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());
  const { create } = robotCalls(() => w);

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
});
