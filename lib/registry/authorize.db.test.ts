import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { makeProject, makeRobot, makeSystemRobot } from "@/testing/builders";
import { basic, getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { log } from "../log";

const D = `sha256:${"a1".repeat(32)}`;
const ART = "/api/v2.0/projects/docs/repositories/site/artifacts/latest";
/** Requests by the permission they need. */
const ROUTES: Record<string, [string, string][]> = {
  "repository:pull": [
    ["GET", "/v2/docs/site/manifests/latest"],
    ["HEAD", `/v2/docs/deep/er/blobs/${D}`],
    ["GET", "/v2/docs/site/tags/list?n=1"],
  ],
  "repository:push": [
    ["POST", "/v2/docs/site/blobs/uploads/"],
    ["PUT", "/v2/docs/site/manifests/latest"],
    ["DELETE", "/v2/docs/site/blobs/uploads/x"],
  ],
  "artifact:delete": [
    ["DELETE", `/v2/docs/site/manifests/${D}`],
    ["DELETE", `/v2/docs/site/blobs/${D}`],
  ],
  "tag:delete": [
    ["DELETE", "/v2/docs/site/manifests/latest"],
    ["DELETE", `${ART}/tags/x`],
  ],
  "tag:create": [["POST", `${ART}/tags`]],
  "artifact-label:create": [["POST", `${ART}/labels`]],
  "scan:create": [["POST", `${ART}/scan`]],
  "helm-chart:read": [
    ["GET", "/docs/index.yaml"],
    ["GET", "/docs/charts/a-1.tgz"],
    ["HEAD", "/api/docs/charts/a"],
  ],
  "helm-chart-version:create": [
    ["POST", "/api/docs/charts"],
    ["POST", "/api/docs/prov"],
    ["POST", "/api/docs/charts?forced&x=force"],
  ],
  "helm-chart-version:delete": [["DELETE", "/api/docs/charts/a/1.0.0"]],
};

let server: TestServer;
let docs: { id: number; name: string };
type Robot = { loginName: string; secret: string };

beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject({ name: "docs" });
});
afterAll(() => server.stop());

const nginx = (method: string, uri: string) => ({ "X-Original-Method": method, "X-Original-URI": uri });
const traefik = (method: string, uri: string) => ({ "X-Forwarded-Method": method, "X-Forwarded-Uri": uri });
const ask = (headers: Record<string, string>, path = "", method = "GET") =>
  fetch(`${server.url}/service/authorize${path}`, { method, headers });

async function verdict(robot: Robot, method: string, uri: string) {
  const reply = await ask({ ...basic(robot), ...nginx(method, uri) });
  return [reply.status, reply.headers.get("x-denied-permission")];
}

describe.each(PROJECT_PERMISSION_KEYS)("%s", (permission) => {
  test("alone allows exactly its routes, and push those of pull too", async () => {
    const robot = await makeRobot({ project: docs, permissions: [permission] });
    for (const [needed, requests] of Object.entries(ROUTES)) {
      const opens = needed === permission || (needed === "repository:pull" && permission === "repository:push");
      for (const [method, uri] of requests) {
        expect([method, uri, ...(await verdict(robot, method, uri))]).toEqual([
          method,
          uri,
          ...(opens ? [200, null] : [403, needed]),
        ]);
      }
    }
  });

  test("when removed denies exactly its routes, except that push includes pull", async () => {
    const robot = await makeRobot({
      project: docs,
      permissions: PROJECT_PERMISSION_KEYS.filter((key) => key !== permission),
    });
    for (const [needed, requests] of Object.entries(ROUTES)) {
      const closed = needed === permission && needed !== "repository:pull";
      for (const [method, uri] of requests) {
        expect([method, uri, ...(await verdict(robot, method, uri))]).toEqual([
          method,
          uri,
          ...(closed ? [403, needed] : [200, null]),
        ]);
      }
    }
  });
});

describe("a token instead of the secret", () => {
  test("allows what it grants and nothing else", async () => {
    const robot = await makeRobot({ project: docs });
    const { token } = await getToken(server, robot, [
      "repository:docs/site:pull,delete",
      "tag:docs/site:delete",
      "artifact-repository:docs:pull",
    ]);
    const status = async (method: string, uri: string) =>
      (await ask({ Authorization: `Bearer ${token}`, ...nginx(method, uri) })).status;
    expect(await status("GET", "/v2/docs/site/manifests/latest")).toBe(200);
    expect(await status("DELETE", `/v2/docs/site/manifests/${D}`)).toBe(200);
    expect(await status("DELETE", "/v2/docs/site/manifests/latest")).toBe(200);
    expect(await status("GET", "/docs/index.yaml")).toBe(200);
    expect(await status("GET", "/v2/")).toBe(200);
    for (const [method, uri] of [
      ["GET", "/v2/docs/other/manifests/latest"],
      ["PUT", "/v2/docs/site/manifests/latest"],
      ["POST", "/api/docs/charts"],
      ["POST", `${ART}/scan`],
    ] as const)
      expect([uri, await status(method, uri)]).toEqual([uri, 401]);
    expect(await status("GET", "/v2/docs")).toBe(403);
  });

  test("without the scope gets 401 with a challenge, and the token for that challenge is accepted", async () => {
    const robot = await makeRobot({ project: docs });
    const { token } = await getToken(server, robot, ["repository:docs/site:pull"]);
    const requests: [string, string, string][] = [
      ["PUT", "/v2/docs/site/manifests/latest", "repository:docs/site:pull,push"],
      ["DELETE", "/v2/docs/site/manifests/latest", "tag:docs/site:delete"],
      ["DELETE", "/v2/docs/site/blobs/uploads/x", "repository:docs/site:pull,push"],
      ["POST", "/api/docs/charts?force", "artifact-repository:docs:pull,push artifact-repository:docs:delete"],
      [
        "POST",
        `/v2/docs/site/blobs/uploads/?mount=${D}&from=docs/base`,
        "repository:docs/site:pull,push repository:docs/base:pull",
      ],
    ];
    for (const [method, uri, scope] of requests) {
      const reply = await ask({ Authorization: `Bearer ${token}`, ...nginx(method, uri) });
      expect([reply.status, reply.headers.get("www-authenticate")]).toEqual([
        401,
        `Bearer realm="http://localhost:3000/service/token",service="registry",scope="${scope}",error="insufficient_scope"`,
      ]);
      expect((await reply.json()).errors[0]).toMatchObject({ code: "UNAUTHORIZED" });
      const stepped = await getToken(server, robot, [scope]);
      expect((await ask({ Authorization: `Bearer ${stepped.token}`, ...nginx(method, uri) })).status).toBe(200);
    }
  });

  test("foreign and broken tokens are 401", async () => {
    const { token } = await getToken(server, await makeRobot({ project: docs }), ["repository:docs/site:pull"]);
    for (const bad of [`${token}x`, token.slice(0, -3), token.split(".").slice(0, 2).join("."), "x.y.z"]) {
      expect(
        (await ask({ Authorization: `Bearer ${bad}`, ...nginx("GET", "/v2/docs/site/manifests/latest") })).status,
      ).toBe(401);
    }
  });
});

describe("requests as proxies describe them", () => {
  test("nginx, Traefik and Envoy can describe the same request; 200 names the robot", async () => {
    const robot = await makeRobot({ project: docs, permissions: ["repository:pull"] });
    const uri = "/v2/docs/site/manifests/latest";
    for (const [headers, path, method] of [
      [nginx("GET", uri), "", "GET"],
      [traefik("GET", uri), "", "GET"],
      [{}, uri, "GET"],
      [{}, uri, "HEAD"],
    ] as const) {
      const reply = await ask({ ...basic(robot), ...headers }, path, method);
      expect([reply.status, reply.headers.get("x-robot-name"), reply.headers.get("cache-control")]).toEqual([
        200,
        robot.loginName,
        "no-store",
      ]);
    }
  });

  test("headers that disagree, are incomplete, are missing, or contradict the path are 403 even with every permission", async () => {
    const robot = await makeRobot({ project: docs });
    const uri = "/v2/docs/site/manifests/latest";
    const cases: [Record<string, string>, string][] = [
      [{ ...nginx("GET", uri), ...traefik("GET", "/v2/docs/site/tags/list") }, ""],
      [{ ...nginx("GET", uri), ...traefik("DELETE", uri) }, ""],
      [{ "X-Original-URI": uri }, ""],
      [{}, ""],
      [nginx("GET", uri), "/v2/docs/site/tags/list"],
      [nginx("GET", uri), "//v2/docs/site/manifests/latest"],
    ];
    for (const [headers, path] of cases) {
      const reply = await ask({ ...basic(robot), ...headers }, path);
      expect([reply.status, reply.headers.get("x-denied-permission")]).toEqual([403, null]);
    }
    expect((await ask({ ...basic(robot), ...nginx("GET", uri), ...traefik("GET", uri) })).status).toBe(200);
  });

  test("401 carries the challenge for what the request needs", async () => {
    const wanted = async (headers: Record<string, string>) => (await ask(headers)).headers.get("www-authenticate");
    const head = 'Bearer realm="http://localhost:3000/service/token",service="registry"';
    expect(await wanted({})).toBe(head);
    expect(await wanted(nginx("GET", "/v2/"))).toBe(head);
    expect(await wanted(nginx("PUT", "/v2/docs/site/manifests/x"))).toBe(
      `${head},scope="repository:docs/site:pull,push"`,
    );
    expect(await wanted(nginx("DELETE", "/v2/docs/site/manifests/x"))).toBe(`${head},scope="tag:docs/site:delete"`);
    const mount = nginx("POST", `/v2/docs/site/blobs/uploads/?mount=${D}&from=other/app`);
    expect(await wanted(mount)).toBe(`${head},scope="repository:docs/site:pull,push repository:other/app:pull"`);
    expect((await ask({ ...basic({ loginName: "robot_docs+x", secret: "y" }), ...nginx("GET", "/v2/") })).status).toBe(
      401,
    );
  });
});

describe("other projects", () => {
  test("a mount needs pull at its source; a posted form could hide one and is refused with a reason", async () => {
    const robot = await makeRobot({ project: docs });
    const mount = (repository: string) => `/v2/docs/site/blobs/uploads/?mount=${D}&from=${repository}`;
    expect(await verdict(robot, "POST", mount("docs/other"))).toEqual([200, null]);
    expect(await verdict(robot, "POST", mount("secret/app"))).toEqual([403, "repository:pull"]);
    const reply = await ask({
      ...basic(robot),
      ...nginx("POST", "/v2/docs/site/blobs/uploads/"),
      "Content-Type": "application/x-www-form-urlencoded",
    });
    expect([reply.status, (await reply.json()).errors]).toEqual([
      403,
      [{ code: "DENIED", message: expect.stringMatching(/started with a form.*application\/octet-stream/) }],
    ]);
  });

  test("a robot of docs has no access elsewhere; a system robot has its permissions where they were granted", async () => {
    const robot = await makeRobot({ project: docs });
    await makeProject({ name: "secret" });
    const every = await makeSystemRobot({
      name: "every",
      grants: [
        { kind: "project", projectId: null, access: "repository:pull" },
        { kind: "system", projectId: null, access: "catalog:read" },
      ],
    });
    expect(await verdict(robot, "GET", "/v2/secret/site/manifests/latest")).toEqual([403, "repository:pull"]);
    expect(await verdict(robot, "GET", "/v2/_catalog")).toEqual([403, "catalog:read"]);
    expect(await verdict(every, "GET", "/v2/secret/site/manifests/latest")).toEqual([200, null]);
    expect(await verdict(every, "PUT", "/v2/secret/site/manifests/latest")).toEqual([403, "repository:push"]);
    expect(await verdict(every, "GET", "/v2/_catalog")).toEqual([200, null]);
  });

  test("unknown paths and path tricks are 403 with every permission", async () => {
    const robot = await makeRobot({ project: docs });
    for (const uri of [
      "/",
      "/v2/docs",
      "/api/v2.0/robots",
      "/v2/docs/../docs/site/manifests/x",
      "/v2/docs%2Fsite/manifests/x",
      "//v2/docs/site/manifests/x",
      "/v2/docs/site;a/manifests/x",
      "/V2/docs/site/manifests/x",
    ]) {
      expect([uri, ...(await verdict(robot, "GET", uri))]).toEqual([uri, 403, null]);
    }
  });
});

test("a refusal has the same text in its body and, for nginx, in a header; the log has only robot, permission and path", async () => {
  const robot = await makeRobot({ project: docs, permissions: ["repository:pull"] });
  const logged = vi.spyOn(log, "info");
  const reply = await ask({ ...basic(robot), ...nginx("PUT", "/v2/docs/site/manifests/latest?secret=value") });
  const body = await reply.text();
  expect(JSON.parse(body)).toEqual({ errors: [{ code: "DENIED", message: "repository:push is missing" }] });
  expect(reply.headers.get("x-error-body")).toBe(body);
  expect(logged.mock.calls).toEqual([
    [
      { robot: robot.loginName, permission: "repository:push", method: "PUT", path: "/v2/docs/site/manifests/latest" },
      expect.any(String),
    ],
  ]);
  logged.mockRestore();
  const anonymous = await ask(nginx("GET", "/v2/"));
  expect(anonymous.headers.get("x-error-body")).toBe(await anonymous.text());
});
