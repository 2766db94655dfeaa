import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeUser } from "@/testing/builders";
import type { Identity } from "./client";
import { makeWorld, pairs, unique, type World } from "./world";

describe.each(inject("restServers"))("on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());

  /** Posts a robot in two pieces, and calls back after the first was read and the caller let in. */
  async function inTwoPieces(as: Identity, robot: object, between: () => Promise<unknown>) {
    const text = JSON.stringify(robot);
    const call = request(`${w.url}/api/v2.0/robots`, {
      method: "POST",
      auth: `${as.username}:${as.password}`,
      headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) },
    });
    const replied = new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      call.on("error", reject);
      call.on("response", async (response) => {
        let reply = "";
        for await (const piece of response) reply += piece;
        resolve({ status: response.statusCode, text: reply });
      });
    });
    call.write(text.slice(0, 20));
    // A later request of the same caller has passed, so the first has passed authentication too.
    expect((await w.call("GET", "/projects", { as })).status).toBe(200);
    await sleep(500);
    await between();
    call.end(text.slice(20));
    return replied;
  }

  const robot = (level: "project" | "system", namespace: string) => ({
    ...{ name: unique("late"), duration: 1, level },
    permissions: [{ kind: "project", namespace, access: pairs(["repository:pull"]) }],
  });
  const made = (name: string) => w.db.robot.count({ where: { name } });
  const refusals = async (actorName: string) => {
    const rows = await w.db.auditEvent.findMany({ where: { actorName, action: "robot.create" } });
    return rows.map(({ result, details }) => [result, JSON.parse(details)]);
  };

  test("a system admin who is disabled while the body arrives creates no robot with access to all projects", async () => {
    const admin = { ...(await makeUser({ isAdmin: true }, w.db)), password: "Password1" };
    expect((await w.call("GET", "/users/current", { as: admin })).status).toBe(200);
    const late = robot("system", "*");
    const { status } = await inTwoPieces(admin, late, () =>
      w.db.user.update({ where: { id: admin.id }, data: { disabled: true } }),
    );
    expect([status, await made(late.name)]).toEqual([401, 0]);
    expect(await refusals(admin.username)).toEqual([["refused", { code: "UNAUTHORIZED" }]]);
  });

  test("a robot that is deleted while the body arrives creates no other", async () => {
    const maker = await w.robot(["robot:create", "repository:pull", "project:read"]);
    const late = robot("project", w.project.name);
    const { status } = await inTwoPieces(maker, late, () => w.db.robot.delete({ where: { id: maker.id } }));
    expect([status, await made(late.name)]).toEqual([401, 0]);
    expect(await refusals(maker.username)).toEqual([["refused", { code: "UNAUTHORIZED" }]]);
  });

  test("a body of megabytes is refused unread from callers who may not create system robots, and by its length from those who may", async () => {
    const permission = { kind: "project", namespace: w.project.name, access: pairs(["repository:pull"]) };
    const raw = JSON.stringify({ ...robot("project", w.project.name), permissions: Array(20_000).fill(permission) });
    expect(raw.length).toBeGreaterThan(1_500_000);
    const maker = await w.robot(["robot:create", "repository:pull"]);
    for (const as of [w.outsider, w.viewer, w.owner, maker])
      expect(await w.call("POST", "/robots", { as, raw })).toMatchObject({
        status: 400,
        message: "the body is larger than 65536 bytes",
      });
    expect(await w.call("POST", "/robots", { as: w.root, raw })).toMatchObject({
      status: 400,
      message: "bad request permission: at most 1002 permission objects",
    });
  });

  test("an outsider's reads leave no row in a project's log", async () => {
    const before = await w.db.auditEvent.count({ where: { projectId: w.project.id } });
    const target = await w.robot(["repository:pull"]);
    const own = await w.db.auditEvent.count({ where: { projectId: w.project.id } });
    expect(own).toBe(before + 1);
    const stranger = await w.robot(["robot:read", "robot:list"], { namespace: w.other.name });
    const paths = [
      ...[`/projects/${w.project.name}`, `/projects/${w.project.id}`, `/projects/${w.project.name}/logs`],
      ...[`/robots/${target.id}`, `/robots?q=Level=project,ProjectID=${w.project.id}`],
    ];
    for (const as of [w.outsider, w.otherOwner, stranger])
      for (const path of paths) expect((await w.call("GET", path, { as })).status, path).toBe(404);
    expect(await w.db.auditEvent.count({ where: { projectId: w.project.id } })).toBe(own);
  });
});
