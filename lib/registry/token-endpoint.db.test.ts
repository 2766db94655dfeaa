import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { hashManualSecret } from "@/lib/credentials/secret";
import { inDays, makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { basic, getToken, postToken, readReply, startDataPlane, type TestServer } from "@/testing/registry-server";
import { getDb } from "../db/client";
import { refreshSecret } from "../robots/refresh";
import { setRobotDisabled } from "../robots/service";

let server: TestServer;
let docs: { id: number; name: string };
type Robot = Awaited<ReturnType<typeof makeRobot>>;
let all: Robot;

beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject({ name: "docs" });
  all = await makeRobot({ project: docs, name: "all" });
});
afterAll(() => server.stop());

describe("GET /service/token", () => {
  test("docker login: no scope, a token with no access, no refresh token, never cached", async () => {
    const reply = await getToken(server, all, [], {
      query: { offline_token: "true", client_id: "docker", account: all.loginName },
    });
    expect(reply.status).toBe(200);
    expect(reply.granted).toEqual([]);
    expect(reply.headers.get("cache-control")).toBe("no-store");
    expect(reply.body).toEqual({
      token: reply.token,
      access_token: reply.token,
      expires_in: 300,
      issued_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  test("the token verifies with the published key set and contains the robot, service and issuer", async () => {
    const { token } = await getToken(server, all, ["repository:docs/site:pull"]);
    const keys = (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer: "purser", audience: "registry" });
    expect(payload).toMatchObject({ sub: all.loginName, aud: "registry" });
  });

  const rows = PROJECT_PERMISSION_KEYS.map((key) => [key] as const);
  const scopes = [
    "repository:docs/site:pull,push,delete",
    "artifact-repository:docs:pull,push",
    "artifact:docs/site:delete",
    "helm-chart:docs/site:read",
    "helm-chart-version:docs/site:create,delete",
    "tag:docs/site:create,delete",
    "artifact-label:docs/site:create",
    "scan:docs/site:create",
    "registry:catalog:*",
  ];
  const worth: Record<string, string[]> = {
    "repository:push": ["repository:docs/site:pull,push"],
    "repository:pull": ["repository:docs/site:pull"],
    "artifact:delete": ["repository:docs/site:delete", "artifact:docs/site:delete"],
    "helm-chart:read": ["artifact-repository:docs:pull", "helm-chart:docs/site:read"],
    "helm-chart-version:create": ["artifact-repository:docs:push", "helm-chart-version:docs/site:create"],
    "helm-chart-version:delete": ["helm-chart-version:docs/site:delete"],
    "tag:create": ["tag:docs/site:create"],
    "tag:delete": ["tag:docs/site:delete"],
    "artifact-label:create": ["artifact-label:docs/site:create"],
    "scan:create": ["scan:docs/site:create"],
  };
  test.each(rows)("a robot with only %s is granted exactly its actions", async (permission) => {
    const robot = await makeRobot({ project: docs, permissions: [permission] });
    const { status, granted } = await getToken(server, robot, scopes);
    expect(status).toBe(200);
    expect(granted).toHaveLength(scopes.length);
    expect(granted.filter((scope) => !scope.endsWith(":")).sort()).toEqual([...(worth[permission] ?? [])].sort());
  });

  test("several scopes in one parameter, in several, in any order, twice", async () => {
    const reply = await getToken(server, all, [
      "repository:docs/a:push,pull repository:docs/b:pull",
      "repository:docs/a:delete",
    ]);
    expect(reply.granted).toEqual(["repository:docs/a:pull,push,delete", "repository:docs/b:pull"]);
  });

  test("a cross-repository mount is granted only the permitted part", async () => {
    const reply = await getToken(server, all, ["repository:docs/to:pull,push", "repository:other/from:pull"]);
    expect(reply.status).toBe(200);
    expect(reply.granted).toEqual(["repository:docs/to:pull,push", "repository:other/from:"]);
  });

  test("skopeo's * is granted everything that is permitted", async () => {
    expect((await getToken(server, all, ["repository:docs/site:*"])).granted).toEqual([
      "repository:docs/site:pull,push,delete",
    ]);
  });

  test("sixty repositories in one request; past 6 kB of token 400 that names the client's option, by GET and POST", async () => {
    const scopes = (count: number) => Array.from({ length: count }, (_, at) => `repository:docs/repo-${at}:pull`);
    const reply = await getToken(server, all, scopes(60));
    expect([reply.status, reply.granted]).toEqual([200, scopes(60)]);
    expect(reply.token.length).toBeLessThanOrEqual(6 * 1024);
    const { loginName: username, secret: password } = all;
    for (const tooMany of [
      await getToken(server, all, scopes(199)),
      await postToken(server, { username, password }, scopes(199)),
    ]) {
      expect([tooMany.status, tooMany.body.errors]).toEqual([
        400,
        [{ code: "BAD_REQUEST", message: expect.stringContaining("repoAuth") }],
      ]);
    }
    // As many as fit are granted, by GET and POST.
    expect((await getToken(server, all, Array(199).fill("repository:docs/a:pull"))).granted).toHaveLength(1);
  });

  test("system robots: every project, one of two, the catalog", async () => {
    const other = await makeProject({ name: "other" });
    const every = await makeSystemRobot({
      name: "every",
      grants: [{ kind: "project", projectId: null, access: "repository:pull" }],
    });
    const one = await makeSystemRobot({
      name: "one",
      grants: [
        { kind: "project", projectId: other.id, access: "repository:pull repository:push" },
        { kind: "system", projectId: null, access: "catalog:read" },
      ],
    });
    const asked = ["repository:docs/x:pull,push", "repository:other/x:pull,push", "registry:catalog:*"];
    expect((await getToken(server, every, asked)).granted).toEqual([
      "repository:docs/x:pull",
      "repository:other/x:pull",
      "registry:catalog:",
    ]);
    expect((await getToken(server, one, asked)).granted).toEqual([
      "repository:docs/x:",
      "repository:other/x:pull,push",
      "registry:catalog:*",
    ]);
  });

  test("stored grants beyond a project robot's reach have no effect", async () => {
    const robot = await makeRobot({ project: docs, permissions: ["repository:pull"] });
    const wide = [
      { robotId: robot.id, kind: "system", projectId: null, access: "catalog:read" },
      { robotId: robot.id, kind: "project", projectId: null, access: "repository:push" },
    ];
    await getDb().robotGrant.createMany({ data: wide });
    const { granted } = await getToken(server, robot, ["registry:catalog:*", "repository:docs/x:pull,push"]);
    expect(granted).toEqual(["registry:catalog:", "repository:docs/x:pull"]);
  });

  test("a token expires no later than its robot", async () => {
    const expiresAt = Math.floor(Date.now() / 1000) + 90;
    const reply = await getToken(server, await makeRobot({ project: docs, expiresAt }));
    expect(decodeJwt(reply.token).exp).toBe(expiresAt);
    expect(reply.body.expires_in).toBeLessThanOrEqual(90);
    const last = await getToken(
      server,
      await makeRobot({ project: docs, expiresAt: Math.floor(Date.now() / 1000) + 20 }),
    );
    expect(last.body.expires_in).toBe(60);
  });
});

describe("POST /service/token", () => {
  test("containerd's form: access_token and the granted scope", async () => {
    const { loginName: username, secret: password } = all;
    const reply = await postToken(server, { username, password, access_type: "offline" }, [
      "repository:docs/site:pull,push repository:x/y:pull",
    ]);
    expect(reply.status).toBe(200);
    expect(reply.body.access_token).toBe(reply.token);
    expect(reply.body.scope).toBe("repository:docs/site:pull,push");
    expect(reply.body).not.toHaveProperty("refresh_token");
  });

  test.each([
    [{ grant_type: "refresh_token", refresh_token: "x" }, 400],
    [{ grant_type: "" }, 400],
    [{ username: "", password: "" }, 401],
    [{ service: "other" }, 400],
  ])("%j is %i", async (form, status) => {
    expect((await postToken(server, form as Record<string, string>)).status).toBe(status);
  });

  test("an oversized form is refused with a response", async () => {
    expect((await postToken(server, { username: "x".repeat(200_000), password: "y" })).status).toBe(400);
  });
});

describe("refusals", () => {
  test("wrong secret, unknown name and no credentials are the same 401 in the registry's envelope", async () => {
    const wrong = await getToken(server, { ...all, secret: "Wrong1234" });
    const unknown = await getToken(server, { loginName: "robot_docs+nobody", secret: all.secret });
    for (const reply of [wrong, unknown]) {
      expect(reply.status).toBe(401);
      expect(reply.body).toEqual({ errors: [{ code: "UNAUTHORIZED", message: "wrong robot name or secret" }] });
    }
    expect((await getToken(server, null)).status).toBe(401);
    expect((await getToken(server, null, [], { headers: { Authorization: "Bearer x" } })).status).toBe(401);
  });

  test("expired and disabled robots are reported with the date, only for the right secret", async () => {
    const admin = await makeUser({ isAdmin: true });
    const expired = await makeRobot({ project: docs, expiresAt: Date.parse("2026-01-01T12:00:00Z") / 1000 });
    const disabled = await makeRobot({ project: docs });
    await setRobotDisabled(admin, { id: disabled.id, disabled: true });
    const message = async (robot: Robot) => (await getToken(server, robot)).body.errors?.[0]?.message;
    expect(await message(expired)).toBe("robot expired on 2026-01-01");
    expect(await message(disabled)).toBe(`robot disabled on ${new Date().toISOString().slice(0, 10)}`);
    for (const robot of [expired, disabled]) {
      expect(await message({ ...robot, secret: "Wrong1234" })).toBe("wrong robot name or secret");
      expect((await getToken(server, robot)).status).toBe(401);
    }
  });

  test("a refreshed secret, a disabled robot and a deleted robot take effect with the next request", async () => {
    const admin = await makeUser({ isAdmin: true });
    const robot = await makeRobot({ project: docs });
    expect((await getToken(server, robot)).status).toBe(200);
    const { secret } = await refreshSecret(admin, { id: robot.id, version: robot.version });
    expect((await getToken(server, robot)).status).toBe(401);
    expect((await getToken(server, { ...robot, secret })).status).toBe(200);
    await setRobotDisabled(admin, { id: robot.id, disabled: true });
    expect((await getToken(server, { ...robot, secret })).status).toBe(401);
    await setRobotDisabled(admin, { id: robot.id, disabled: false });
    expect((await getToken(server, { ...robot, secret })).status).toBe(200);
    await getDb().robot.delete({ where: { id: robot.id } });
    expect((await getToken(server, { ...robot, secret })).status).toBe(401);
  });

  test("a manually set secret works until it is replaced, and no longer or shorter text does", async () => {
    const secret = "Handmade1";
    const robot = await makeRobot({
      project: docs,
      secret,
      secretHash: await hashManualSecret(secret),
      expiresAt: inDays(1),
    });
    for (const good of [secret, secret]) expect((await getToken(server, { ...robot, secret: good })).status).toBe(200);
    for (const bad of ["Handmade1x", "Handmade", "handmade1"]) {
      expect((await getToken(server, { ...robot, secret: bad })).status).toBe(401);
    }
    await getDb().robot.update({ where: { id: robot.id }, data: { secretHash: await hashManualSecret("Another22") } });
    expect((await getToken(server, robot)).status).toBe(401);
  });

  test.each([
    ["another service", { service: "other" }, []],
    ["no service", { service: "" }, []],
    ["a malformed scope", {}, ["repository:docs/../x:pull"]],
    ["201 scopes", {}, Array.from({ length: 201 }, (_, at) => `repository:docs/r${at}:pull`)],
  ])("%s is 400 before credentials are checked", async (_what, query, scopes) => {
    for (const robot of [all, null]) {
      const reply = await getToken(server, robot, scopes, { query });
      expect([reply.status, reply.body.errors?.[0]?.code]).toEqual([400, "BAD_REQUEST"]);
    }
  });

  test("two different services are 400; other methods 405 with Allow", async () => {
    const twice = await fetch(`${server.url}/service/token?service=registry&service=other`, { headers: basic(all) });
    expect(twice.status).toBe(400);
    for (const method of ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]) {
      const reply = await fetch(`${server.url}/service/token?service=registry`, { method, headers: basic(all) });
      expect([reply.status, reply.headers.get("allow")]).toEqual([405, "GET, POST"]);
    }
  });

  test("names and secrets with colons, NUL, emoji and injected SQL are rejected as wrong", async () => {
    const names = [
      "' OR '1'='1",
      "\u0000",
      "robot_docs+all\u0000",
      "🤖",
      "%",
      "robot_%",
      "x".repeat(4000),
      "Robot_docs+all",
      " robot_docs+all",
    ];
    for (const loginName of names)
      expect([loginName, (await getToken(server, { loginName, secret: all.secret })).status]).toEqual([loginName, 401]);
    const text = Buffer.from(`${all.loginName}:${all.secret}:`).toString("base64");
    const reply = await fetch(`${server.url}/service/token?service=registry`, {
      headers: { Authorization: `Basic ${text}` },
    });
    expect((await readReply(reply)).status).toBe(401);
  });
});

test("other paths aren't handled", async () => {
  for (const path of [
    "/",
    "/service",
    "/service/tokens",
    "/service/token/",
    "/service/authorized",
    "/.well-known/openid-configuration",
  ]) {
    expect((await fetch(server.url + path)).status).toBe(404);
  }
});
