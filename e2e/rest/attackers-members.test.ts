import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeUser } from "@/testing/builders";
import { signIn } from "./sign-in";
import { makeWorld, type Person, type World } from "./world";

describe.each(inject("restServers"))("on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());

  /** The victim's membership in the other project. */
  const victim = () =>
    w.db.member.findFirstOrThrow({ where: { projectId: w.other.id }, include: { user: true, project: true } });
  const everything = async () => ({
    members: await w.db.member.findMany({ orderBy: { id: "asc" } }),
    projects: await w.db.project.findMany({
      where: { id: { in: [w.project.id, w.other.id] } },
      orderBy: { id: "asc" },
    }),
  });
  const unharmed = async (attack: () => Promise<void>) => {
    const before = await everything();
    await attack();
    expect(await everything()).toEqual(before);
  };
  const changes = (project: number, mid: number, person: string): [string, string, object?][] => [
    ["POST", `/projects/${project}/members`, { role_id: 1, member_user: { username: person } }],
    ["PUT", `/projects/${project}/members/${mid}`, { role_id: 1 }],
    ["DELETE", `/projects/${project}/members/${mid}`],
    ["PUT", `/projects/${project}`, { metadata: { auto_scan: "true" } }],
  ];

  test("an admin of one project and someone without a role reach no member or metadata of another", async () => {
    const { id } = await victim();
    await unharmed(async () => {
      for (const as of [w.owner, w.outsider]) {
        for (const [method, path, body] of changes(w.other.id, id, as.username))
          expect((await w.call(method, path, { as, body })).status, `${method} ${path}`).toBe(404);
        for (const path of [`/projects/${w.other.id}/members`, `/projects/${w.other.id}/members/${id}`])
          expect((await w.call("GET", path, { as })).status).toBe(404);
      }
      // Via the attacker's own project: the membership must be looked up in the project of the path.
      for (const [method, body] of [["GET"], ["PUT", { role_id: 1 }], ["DELETE"]] as [string, object?][])
        for (const as of [w.owner, w.root]) {
          const reply = await w.call(method, `/projects/${w.project.id}/members/${id}`, { as, body });
          expect(reply).toMatchObject({ status: 404, message: `member ${id} not found` });
        }
    });
  });

  test("only those who may add members can find out whether a person or a project exists", async () => {
    const person = await makeUser({}, w.db);
    const add = (as: Person, project: number, member_user: object) =>
      w.call("POST", `/projects/${project}/members`, { as, body: { role_id: 3, member_user } });
    for (const as of [w.viewer, w.outsider]) {
      const replies = [
        await add(as, w.project.id, { username: person.username }),
        await add(as, w.project.id, { username: "nobody-at-all" }),
        await add(as, w.project.id, { user_id: person.id }),
        await add(as, w.project.id, { user_id: 2_147_483_646 }),
      ];
      expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    }
    const byNumber = { targetName: { in: [`#${person.id}`, "#2147483646"] }, projectId: w.project.id };
    expect(await w.db.auditEvent.count({ where: { ...byNumber, actorName: w.viewer.username } })).toBe(2);
    const hidden = [await add(w.outsider, w.other.id, {}), await add(w.outsider, 2_147_483_646, {})];
    expect(new Set(hidden.map(({ status }) => status)).size).toBe(1);
  });

  test("a viewer can read but not change, and every attempt is in the log", async () => {
    const { id } = await w.db.member.findFirstOrThrow({ where: { projectId: w.project.id, userId: w.viewer.id } });
    await unharmed(async () => {
      expect((await w.call("GET", `/projects/${w.project.id}/members/${id}`, { as: w.viewer })).status).toBe(200);
      for (const [method, path, body] of changes(w.project.id, id, w.outsider.username))
        expect((await w.call(method, path, { as: w.viewer, body })).status, `${method} ${path}`).toBe(403);
    });
    const where = { actorName: w.viewer.username, result: "refused", projectId: w.project.id };
    const attempts = await w.db.auditEvent.findMany({ where, orderBy: { id: "asc" } });
    expect(attempts.slice(-4).map(({ action }) => action)).toEqual([
      ...["member.add", "member.change-role", "member.remove", "project.update"],
    ]);
  });

  test("a robot lists members where it may, and changes no member or metadata even with every permission", async () => {
    const all = ["project:read", "robot:create", "robot:list", "robot:read", "robot:delete", "member:list", "log:list"];
    const strong = await w.robot(all, { system: ["project:create", "project:list", "robot:create"] });
    const weak = await w.robot(["project:read"]);
    const { id } = await w.db.member.findFirstOrThrow({ where: { projectId: w.project.id, userId: w.viewer.id } });
    await unharmed(async () => {
      for (const [method, path, body] of changes(w.project.id, id, w.outsider.username))
        for (const as of [strong, weak])
          expect((await w.call(method, path, { as, body })).status, `${method} ${path}`).toBe(403);
    });
    for (const path of [`/projects/${w.project.id}/members`, `/projects/${w.project.id}/members/${id}`])
      expect([
        (await w.call("GET", path, { as: strong })).status,
        (await w.call("GET", path, { as: weak })).status,
      ]).toEqual([200, 403]);
    const other = await victim();
    for (const path of [`/projects/${w.other.id}/members`, `/projects/${w.other.id}/members/${other.id}`])
      expect((await w.call("GET", path, { as: strong })).status).toBe(404);
    const attempts = await w.db.auditEvent.count({ where: { actorName: strong.username, result: "refused" } });
    expect(attempts).toBe(4);
  });

  test("settings and people of the instance are for system admins only", async () => {
    const strong = await w.robot(["project:read"], { system: ["project:list", "robot:list", "audit-log:list"] });
    for (const path of ["/configurations", "/users", `/users?q=username=${w.root.username}`])
      for (const as of [w.owner, w.viewer, w.outsider, strong]) {
        const reply = await w.call("GET", path, { as });
        expect([reply.status, reply.text.includes(w.root.username)], path).toEqual([403, false]);
      }
  });

  test("another site's page can't change members or metadata with someone's session", async () => {
    const cookie = await signIn(w, w.owner);
    const foreign: Record<string, string>[] = [
      {},
      { Origin: "https://evil.example" },
      { "Sec-Fetch-Site": "same-site" },
    ];
    const { id } = await w.db.member.findFirstOrThrow({ where: { projectId: w.project.id, userId: w.viewer.id } });
    await unharmed(async () => {
      for (const [method, path, body] of changes(w.project.id, id, w.outsider.username))
        for (const headers of foreign)
          expect((await w.call(method, path, { body, headers: { Cookie: cookie, ...headers } })).status).toBe(403);
    });
  });
});
