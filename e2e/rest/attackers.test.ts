import { request } from "node:http";
import bcrypt from "bcryptjs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeUser } from "@/testing/builders";
import { signIn } from "./sign-in";
import { makeWorld, type Person, pairs, unique, type World } from "./world";

describe.each(inject("restServers"))("on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());

  const into = (namespace: string, access = ["repository:pull"]) => [
    { kind: "project", namespace, access: pairs(access) },
  ];
  const body = (overrides: object = {}) => ({
    ...{ name: unique("evil"), duration: 1, level: "project", permissions: into(w.project.name) },
    ...overrides,
  });
  const stored = (id: number) => w.db.robot.findUnique({ where: { id }, include: { grants: true } });
  /** Expects that `attack` leaves the robot unchanged. */
  const unharmed = async (id: number, attack: () => Promise<void>) => {
    const before = await stored(id);
    expect(before).not.toBeNull();
    await attack();
    expect({ ...(await stored(id)), lastUsedAt: null, lastUsedAddress: null }).toEqual(before);
  };

  test("an admin of one project reaches no robot of another by its id, whatever the body says", async () => {
    const victim = await w.robot(["repository:pull"], { namespace: w.other.name });
    await unharmed(victim.id, async () => {
      const attempts: [string, object?][] = [
        ["GET"],
        ["PUT", { name: victim.username, level: "project", permissions: into(w.project.name), disable: true }],
        ["PUT", { name: victim.username, level: "project", permissions: into(w.other.name), disable: true }],
        ["PUT", { name: victim.username, level: "project", project_id: w.project.id, disable: true }],
        ["PATCH", { secret: "" }],
        ["PATCH", { secret: "NewSecret1", permissions: into(w.project.name) }],
        ["DELETE"],
      ];
      for (const [method, sent] of attempts)
        for (const as of [w.owner, w.outsider]) {
          const reply = await w.call(method, `/robots/${victim.id}`, { as, body: sent });
          expect(reply, method).toMatchObject({ status: 404, message: `robot ${victim.id} not found` });
        }
    });
  });

  test("a viewer can read but not change, and every attempt is in the log", async () => {
    const victim = await w.robot(["repository:pull"]);
    await unharmed(victim.id, async () => {
      expect((await w.call("GET", `/robots/${victim.id}`, { as: w.viewer })).status).toBe(200);
      const put = { name: victim.username, level: "project", disable: true };
      for (const [method, sent] of [["PUT", put], ["PATCH", {}], ["DELETE"]] as const)
        expect((await w.call(method, `/robots/${victim.id}`, { as: w.viewer, body: sent })).status).toBe(403);
    });
    expect((await w.call("POST", "/robots", { as: w.viewer, body: body() })).status).toBe(403);
    const attempts = await w.db.auditEvent.findMany({ where: { actorName: w.viewer.username, result: "refused" } });
    expect(attempts.map(({ action }) => action)).toEqual([
      ...["robot.update", "robot.refresh-secret", "robot.delete", "robot.create"],
    ]);
  });

  test("a project admin gains nothing from another level, a wider namespace or another's project", async () => {
    const count = () => w.db.robot.count({ where: { level: "system" } });
    const before = await count();
    const attempts = [
      body({ level: "system" }),
      body({ level: "system", permissions: into("*") }),
      body({ level: "system", permissions: [{ kind: "system", namespace: "/", access: pairs(["robot:create"]) }] }),
      body({ permissions: into(w.other.name) }),
    ];
    for (const sent of attempts)
      expect((await w.call("POST", "/robots", { as: w.owner, body: sent })).status).toBe(403);
    for (const namespace of ["*", "/", `${w.project.name}/x`, "../x", `${w.project.name} ${w.other.name}`])
      expect(
        (await w.call("POST", "/robots", { as: w.owner, body: body({ permissions: into(namespace) }) })).status,
      ).toSatisfy((status: number) => status === 400 || status === 403);
    expect(await count()).toBe(before);
    const system = await w.robot(["repository:pull"], { system: [] });
    expect((await w.call("GET", `/robots/${system.id}`, { as: w.owner })).status).toBe(404);
    const put = { name: system.username, level: "system", permissions: into("*") };
    expect((await w.call("PUT", `/robots/${system.id}`, { as: w.owner, body: put })).status).toBe(404);
  });

  test("a project named like a number isn't confused with an id, and the header never opens another's project", async () => {
    const name = String(w.other.id);
    await w.db.project.deleteMany({ where: { name } });
    const members = { create: { userId: w.owner.id, role: "admin" } };
    const mine = await w.db.project.create({ data: { name, searchName: name, members } });
    const headers = { "X-Is-Resource-Name": "true" };
    for (const path of [`/projects/${name}`, `/projects/${name}/logs`]) {
      expect((await w.call("GET", path, { as: w.owner })).status).toBe(404);
      expect((await w.call("GET", path, { as: w.owner, headers })).status).toBe(200);
    }
    expect((await w.call("DELETE", `/projects/${name}`, { as: w.owner, headers })).status).toBe(403);
    expect(await w.db.project.count({ where: { id: { in: [mine.id, w.other.id] } } })).toBe(2);
    const victims = `?q=Level=project,ProjectID=${w.other.id}`;
    expect((await w.call("GET", `/robots${victims}`, { as: w.owner, headers })).status).toBe(404);
  });

  test("a robot that may create robots grants only what it has, directly or through another robot", async () => {
    const maker = await w.robot(["robot:create", "robot:read", "repository:pull"]);
    const make = (as: typeof maker, permissions: object[], level = "project") =>
      w.call("POST", "/robots", { as, body: body({ permissions, level }) });
    const refused = {
      ...{ status: 403, code: "DENIED" },
      message: `permission scope is invalid. It must be equal to or more restrictive than the creator robot's permissions: ${maker.username}`,
    };
    const child = await make(maker, into(w.project.name, ["robot:create"]));
    expect(child.status).toBe(201);
    const shown = await w.call("GET", `/robots/${child.body.id}`, { as: maker });
    expect(shown.body).toMatchObject({ creator_type: "robot", creator_ref: maker.id });
    expect(await make(maker, into(w.project.name, ["repository:pull", "repository:push"]))).toMatchObject(refused);
    const grown = { id: child.body.id, username: child.body.name, password: child.body.secret };
    expect((await make(grown, into(w.project.name))).code).toBe("DENIED");
    expect((await make(maker, into(w.other.name))).status).toBe(403);
    expect((await make(maker, into("*"), "system")).status).toBe(403);
    const attempts = await w.db.auditEvent.count({ where: { actorName: maker.username, result: "refused" } });
    expect(attempts).toBeGreaterThanOrEqual(3);
  });

  test("a robot can't change any robot, itself included, or do what only people may", async () => {
    const all = ["project:read", "robot:create", "robot:list", "robot:read", "robot:delete", "log:list"];
    const caller = await w.robot(all, { system: ["project:create", "project:list", "robot:create", "robot:read"] });
    const victim = await w.robot(["repository:pull"]);
    for (const target of [victim, caller])
      await unharmed(target.id, async () => {
        const level = target === victim ? "project" : "system";
        const put = { name: target.username, level, permissions: into(w.project.name) };
        expect((await w.call("PUT", `/robots/${target.id}`, { as: caller, body: put })).status).toBe(403);
        expect((await w.call("PATCH", `/robots/${target.id}`, { as: caller, body: {} })).status).toBe(403);
      });
    expect((await w.call("GET", "/users/current", { as: caller })).status).toBe(403);
    expect((await w.call("DELETE", `/projects/${w.project.name}`, { as: caller })).status).toBe(403);
    expect((await w.call("GET", "/audit-logs", { as: caller })).status).toBe(403);
    expect((await w.call("DELETE", `/robots/${victim.id}`, { as: caller })).status).toBe(200);
  });

  test("a robot is refused at its next request once it is disabled, expired or has a new secret", async () => {
    const caller = await w.robot(["robot:list"]);
    const where = { id: caller.id };
    const list = async () =>
      (await w.call("GET", `/robots?q=Level=project,ProjectID=${w.project.id}`, { as: caller })).status;
    expect(await list()).toBe(200);
    await w.db.robot.update({ where, data: { disabled: true } });
    expect(await list()).toBe(401);
    await w.db.robot.update({ where, data: { disabled: false, expiresAt: 1n } });
    expect(await list()).toBe(401);
    await w.db.robot.update({ where, data: { expiresAt: BigInt(Number.MAX_SAFE_INTEGER) } });
    await w.call("PATCH", `/robots/${caller.id}`, { as: w.owner, body: {} });
    expect(await list()).toBe(401);
  });

  test.each(["secret", "secretHash", "secret_hash", "creationKey", "prefix", "loginName", "__proto__", "constructor"])(
    "no list can be filtered or sorted by %s",
    async (key) => {
      const scope = `Level=project,ProjectID=${w.project.id}`;
      for (const query of [
        `?q=${scope},${key}=~a`,
        `?q=${scope},${key}=a`,
        `?q=${scope}&sort=${key}`,
        `?q=${scope}&sort=-${key}`,
      ])
        expect(await w.call("GET", `/robots${query}`, { as: w.owner })).toMatchObject({
          status: 400,
          code: "BAD_REQUEST",
        });
    },
  );

  test("no reply contains a secret or its hash, except the two that reveal a secret", async () => {
    const caller = await w.robot(["repository:pull"]);
    const { secretHash } = (await stored(caller.id)) ?? {};
    const replies = await Promise.all(
      [
        `/robots/${caller.id}`,
        `/robots?q=Level=project,ProjectID=${w.project.id}&page_size=100`,
        `/projects/${w.project.id}/logs?page_size=100`,
      ].map((path) => w.call("GET", path, { as: w.owner })),
    );
    for (const { text } of replies) {
      expect(text).not.toContain(caller.password);
      expect(text).not.toContain(String(secretHash));
    }
  });

  describe("with the console's session", () => {
    let cookie: string;
    beforeAll(async () => {
      cookie = await signIn(w, w.owner);
    });
    const post = (headers: Record<string, string>) =>
      w.call("POST", "/robots", { body: body(), headers: { Cookie: cookie, ...headers } });

    test("reads need nothing else, and changes need a page of this console", async () => {
      const { body: shown } = await w.call("GET", "/users/current", { headers: { Cookie: cookie } });
      expect(shown).toMatchObject({ username: w.owner.username });
      expect((await post({ Origin: w.url })).status).toBe(201);
      expect((await post({ "Sec-Fetch-Site": "same-origin" })).status).toBe(201);
    });

    test.each([
      ["nothing at all", {}],
      ["a foreign origin", { Origin: "https://evil.example" }],
      ["no origin", { Origin: "null" }],
      ["a sibling site", { "Sec-Fetch-Site": "same-site" }],
      ["a foreign site", { "Sec-Fetch-Site": "cross-site" }],
      ["an address typed", { "Sec-Fetch-Site": "none" }],
    ])("a change that comes from %s is refused", async (_, headers) => {
      const before = await w.db.robot.count();
      expect(await post(headers)).toMatchObject({ status: 403, code: "FORBIDDEN" });
      const origin = new URL(w.url);
      origin.port = "1";
      expect((await post({ ...headers, Origin: origin.origin })).status).toBe(403);
      expect(await w.db.robot.count()).toBe(before);
    });

    test("a forged forwarded host doesn't make another site's page pass for the console's", async () => {
      const forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        Origin: "https://evil.example",
      };
      expect((await post(forged)).status).toBe(403);
      const basic = await w.call("POST", "/robots", {
        as: w.owner,
        body: body(),
        headers: { Origin: "https://evil.example" },
      });
      expect(basic.status).toBe(403);
    });

    test("a disabled person's session and password stop working at once", async () => {
      const late = { ...(await makeUser({}, w.db)), password: "Password1" };
      const old = await signIn(w, late);
      const own = (headers: Record<string, string>, as: Person | null = null) =>
        w.call("GET", "/users/current", { as, headers });
      expect([(await own({ Cookie: old })).status, (await own({}, late)).status]).toEqual([200, 200]);
      await w.db.user.update({ where: { id: late.id }, data: { disabled: true } });
      expect([(await own({ Cookie: old })).status, (await own({}, late)).status]).toEqual([401, 401]);
    });
  });

  test("an old password is refused from the next request on, and wrong ones are limited and logged", async () => {
    const person = await makeUser({}, w.db);
    const own = (password: string) => w.call("GET", "/users/current", { as: { username: person.username, password } });
    expect([(await own("Password1")).status, (await own("Password1")).status]).toEqual([200, 200]);
    // Another salt: a hash that this password was never right against.
    const passwordHash = await bcrypt.hash("Password1-changed", 4);
    await w.db.user.update({ where: { id: person.id }, data: { passwordHash } });
    const statuses: number[] = [];
    for (let turn = 0; turn < 12; turn++) statuses.push((await own(`Password${turn < 1 ? 1 : turn + 1}`)).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    const last = await own("Password13");
    expect([last.status, last.code, Number(last.headers.get("retry-after")) > 0]).toEqual([
      429,
      "TOO_MANY_REQUESTS",
      true,
    ]);
    const rows = await w.db.auditEvent.count({
      where: { actorName: person.username, action: "session.sign-in", result: "failed" },
    });
    expect(rows).toBe(10);
  });

  test("an incomplete body delays no one else and is ended by a timeout", async () => {
    const { port } = new URL(w.url);
    const auth = `${w.owner.username}:${w.owner.password}`;
    const began = performance.now();
    const slow = new Promise<number | undefined>((resolve, reject) => {
      const call = request(
        {
          port,
          host: "127.0.0.1",
          path: "/api/v2.0/robots",
          method: "POST",
          auth,
          headers: { "Content-Length": 1_000 },
        },
        (response) => {
          resolve(response.statusCode);
          call.destroy();
        },
      );
      call.on("error", reject);
      call.write("{");
    });
    expect((await w.call("GET", "/ping")).status).toBe(200);
    expect(await slow).toBe(400);
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
