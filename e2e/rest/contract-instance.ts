import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { makeProject } from "@/testing/builders";
import { robotCalls } from "./robot-calls";
import { unique, type World } from "./world";

const TEN_AND_API = 18;

/** The contract of all other calls. @param world created before the tests run */
export function instanceContract(world: () => World): void {
  const { create } = robotCalls(world);

  test("/permissions lists all permissions; only those who may create system robots see the instance's", async () => {
    const forRoot = await world().call("GET", "/permissions", { as: world().root });
    expect([forRoot.body.project.length, forRoot.body.system.length]).toEqual([TEN_AND_API, 9]);
    const forOwner = await world().call("GET", "/permissions", { as: world().owner });
    expect(Object.keys(forOwner.body)).toEqual(["project"]);
  });

  test("/projects are created, listed, read by number and by name, and deleted", async () => {
    const name = unique("made");
    const made = await world().call("POST", "/projects", {
      as: world().root,
      body: { project_name: name, metadata: { public: "false" } },
    });
    expect([made.status, made.text]).toEqual([201, ""]);
    const id = Number(made.headers.get("location")?.split("/").at(-1));
    const shown = await world().call("GET", `/projects/${id}`, { as: world().root });
    expect(shown.body).toMatchObject({
      project_id: id,
      name,
      owner_name: world().root.username,
      metadata: { public: "false" },
    });
    expect((await world().call("GET", `/projects/${name}`, { as: world().root })).body).toEqual(shown.body);
    expect(
      (await world().call("GET", `/projects?name=${name.slice(0, -1)}`, { as: world().root })).body,
    ).toContainEqual(shown.body);
    expect((await world().call("GET", "/projects?page_size=100", { as: world().outsider })).body).toEqual([]);
    expect((await world().call("GET", "/projects?page_size=100", { as: world().viewer })).body).toHaveLength(1);
    for (const path of [`/projects/${id}`, `/projects/${name}`, `/projects?project_name=${name}`]) {
      expect((await world().call("HEAD", path, { as: world().root })).status).toBe(200);
      expect((await world().call("HEAD", path, { as: world().outsider })).status).toBe(404);
    }
    expect((await world().call("HEAD", "/projects", { as: world().root })).status).toBe(422);
    const again = await world().call("POST", "/projects", { as: world().root, body: { project_name: name } });
    expect(again).toMatchObject({ status: 409, code: "CONFLICT" });
    for (const body of [
      { project_name: "Not-Lower" },
      { project_name: null },
      { project_name: "x", metadata: { public: "true" } },
    ])
      expect((await world().call("POST", "/projects", { as: world().root, body })).status).toBe(400);
    expect(
      (await world().call("POST", "/projects", { as: world().owner, body: { project_name: unique("no") } })).status,
    ).toBe(403);
    expect((await world().call("DELETE", `/projects/${world().project.name}`, { as: world().owner })).status).toBe(403);
    const gone = await world().call("DELETE", `/projects/${name}`, { as: world().root });
    expect([gone.status, gone.text]).toEqual([200, ""]);
    expect(await world().call("DELETE", `/projects/${name}`, { as: world().root })).toMatchObject({
      message: `project ${name} not found`,
    });
  });

  test("a project named like a number is reached by name only if the header says so", async () => {
    const name = String(world().project.id);
    await world().db.project.deleteMany({ where: { name } });
    const numbered = await makeProject({ name }, world().db);
    const read = async (headers: Record<string, string>) =>
      (await world().call("GET", `/projects/${name}`, { as: world().root, headers })).body.project_id;
    expect([
      await read({}),
      await read({ "X-Is-Resource-Name": "true" }),
      await read({ "X-Is-Resource-Name": "false" }),
    ]).toEqual([world().project.id, numbered.id, world().project.id]);
  });

  test("/users/current, /systeminfo, /health and /ping return what clients need", async () => {
    const { body } = await world().call("GET", "/users/current", { as: world().root });
    expect(body).toMatchObject({
      user_id: world().root.id,
      username: world().root.username,
      sysadmin_flag: true,
      admin_role_in_auth: false,
    });
    expect(body.email).toContain("@example.com");
    expect((await world().call("GET", "/systeminfo")).body).toMatchObject({
      ...{ harbor_version: "v2.13.0-purser", auth_mode: "db_auth", robot_name_prefix: "robot_" },
    });
    expect((await world().call("GET", "/health")).body).toMatchObject({ status: "healthy" });
    const ping = await world().call("GET", "/ping");
    expect([ping.text, ping.headers.get("content-type")]).toEqual(["Pong", "text/plain; charset=utf-8"]);
  });

  test("/audit-logs and a project's logs are read by page, time and actor", async () => {
    const { id, name } = await create();
    await world().call("DELETE", `/robots/${id}`, { as: world().owner });
    const { body, headers } = await world().call("GET", `/projects/${world().project.name}/logs?page_size=1`, {
      as: world().viewer,
    });
    expect(body).toEqual([
      {
        ...{ id: expect.any(Number), username: world().owner.username, resource: name, resource_type: "robot" },
        ...{ operation: "delete", operation_result: true, op_time: expect.any(String) },
      },
    ]);
    expect(Number(headers.get("x-total-count"))).toBeGreaterThan(1);
    expect(headers.get("link")).toContain('rel="next"');
    const own = await world().call("GET", `/audit-logs?q=username=${world().owner.username}&sort=op_time`, {
      as: world().root,
    });
    expect(own.body.length).toBeGreaterThan(1);
    const future = await world().call("GET", "/audit-logs?q=op_time=[2126-01-01~]", { as: world().root });
    expect(future.body).toEqual([]);
    expect((await world().call("GET", "/audit-logs", { as: world().owner })).status).toBe(403);
    for (const query of ["?sort=username", "?q=secret=x", "?q=op_time=[x~]"])
      expect((await world().call("GET", `/audit-logs${query}`, { as: world().root })).status).toBe(400);
    expect((await world().call("GET", `/projects/${world().other.name}/logs`, { as: world().owner })).status).toBe(404);
    expect(
      (await world().call("GET", `/projects/${world().project.name}/logs?sort=id`, { as: world().owner })).status,
    ).toBe(400);
  });

  test("bodies that aren't JSON, aren't an object, or are too large or too deep get an error envelope", async () => {
    const post = (raw: string | Uint8Array) => world().call("POST", "/robots", { as: world().owner, raw });
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

  test("unknown paths and methods of the API get an error envelope too", async () => {
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
      const { status, code } = await world().call(method, path, { as: world().root });
      expect([404, 405], `${method} ${path}`).toContain(status);
      expect(code).toBe(status === 404 ? "NOT_FOUND" : "METHOD_NOT_ALLOWED");
    }
    const odd = await fetch(`${world().url}/api/v2.0/robots`, { method: "PROPFIND" });
    expect([odd.status, odd.headers.get("content-type")]).toEqual([405, "application/json"]);
  });

  test("without credentials every call is 401, except the public ones", async () => {
    for (const { method, path, operation } of world().checker.operations) {
      const at = path.replace(/\{\w+\}/, "1");
      const isOpen = operation.security.length === 0;
      const query = operation.operationId === "headProject" ? "?project_name=x" : "";
      const headers = { Authorization: "Bearer nothing" };
      const { status, headers: given } = await world().call(method, at + query, { headers });
      expect(status, `${method} ${path}`).toBe(isOpen ? 200 : 401);
      if (!isOpen) expect(given.get("www-authenticate")).toMatch(/^Basic realm=/);
    }
    const wrong = await world().call("GET", "/robots", { as: { ...world().outsider, password: randomUUID() } });
    expect(wrong).toMatchObject({ status: 401, code: "UNAUTHORIZED" });
  });
}
