import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PROJECT_PERMISSION_KEYS } from "../../lib/access/permissions";
import { type BehindNginx, basic, startBehindNginx } from "./behind-nginx";

const blob = Buffer.from("a layer");
const DIGEST = `sha256:${createHash("sha256").update(blob).digest("hex")}`;
const ART = "/api/v2.0/projects/docs/repositories/site/artifacts/latest";
/** Requests that aren't for the registry, by the permission they need. */
const OTHERS: Record<string, [string, string][]> = {
  "tag:create": [["POST", `${ART}/tags`]],
  "tag:delete": [["DELETE", `${ART}/tags/x`]],
  "artifact-label:create": [["POST", `${ART}/labels`]],
  "scan:create": [["POST", `${ART}/scan`]],
  "helm-chart:read": [
    ["GET", "/docs/index.yaml"],
    ["GET", "/docs/charts/a-1.0.0.tgz"],
    ["GET", "/api/docs/charts"],
  ],
  "helm-chart-version:create": [
    ["POST", "/api/docs/charts"],
    ["POST", "/api/docs/prov"],
  ],
  "helm-chart-version:delete": [["DELETE", "/api/docs/charts/a/1.0.0"]],
};

let front: BehindNginx["front"];
let registry: BehindNginx["registry"];
let makeRobot: BehindNginx["makeRobot"];
let send: BehindNginx["send"];
let parts: BehindNginx;
let charts: Server;
let reached: string[] = [];

/** The upstream that isn't the registry; it only records requests. */
async function startRecorder(): Promise<string> {
  charts = createServer((req, res) => {
    reached.push(`${req.method} ${req.url}`);
    req.resume();
    res.writeHead(200).end("reached");
  }).listen(0, "127.0.0.1");
  await once(charts, "listening");
  const address = charts.address();
  return `127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

beforeAll(async () => {
  parts = await startBehindNginx("nginx.conf", await startRecorder());
  ({ front, registry, makeRobot, send } = parts);
}, 60_000);

afterAll(async () => {
  await parts?.stop();
  charts?.close();
});
beforeEach(() => {
  reached = [];
});

async function push(authorization: string, repository: string): Promise<number> {
  const begun = await send(authorization, "POST", `/v2/${repository}/blobs/uploads/`);
  if (begun.status !== 202) return begun.status;
  const place = new URL(String(begun.headers.location));
  return (await send(authorization, "PUT", `${place.pathname}${place.search}&digest=${DIGEST}`, blob)).status;
}

describe("the registry behind nginx", () => {
  test("lets permitted robots push, pull and delete, with the secret and with a token, and sends docker its challenge", async () => {
    const anonymous = await send(null, "GET", "/v2/");
    expect([anonymous.status, anonymous.headers["www-authenticate"]]).toEqual([
      401,
      `Bearer realm="${front.url}/service/token",service="registry"`,
    ]);
    const robot = await makeRobot(["repository:push", "artifact:delete"]);
    expect(await push(basic(robot), "docs/site")).toBe(201);
    const query = "service=registry&scope=repository:docs/token:pull,push";
    const reply = await fetch(`${front.url}/service/token?${query}`, { headers: { Authorization: basic(robot) } });
    const { token } = (await reply.json()) as { token: string };
    expect(await push(`Bearer ${token}`, "docs/token")).toBe(201);
    expect(await push(`Bearer ${token}`, "docs/else")).toBe(401);
    const path = `/v2/docs/site/blobs/${DIGEST}`;
    expect((await send(basic(await makeRobot(["repository:pull"])), "GET", path)).status).toBe(200);
    expect((await send(basic(await makeRobot(["artifact:delete"])), "GET", path)).headers["x-denied-permission"]).toBe(
      "repository:pull",
    );
    expect((await send(basic(await makeRobot(["repository:push"])), "DELETE", path)).status).toBe(403);
    expect((await send(basic(robot), "DELETE", path)).status).toBe(202);
  });

  test("refuses to mount a blob of another project, in the query or in a posted form", async () => {
    const owner = await makeRobot(["repository:push"], "secret");
    expect(await push(basic(owner), "secret/app")).toBe(201);
    const thief = await makeRobot(PROJECT_PERMISSION_KEYS);
    const mount = `mount=${DIGEST}&from=secret/app`;
    expect((await send(basic(thief), "POST", `/v2/docs/loot/blobs/uploads/?${mount}`)).status).toBe(403);
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    expect((await send(basic(thief), "POST", "/v2/docs/loot/blobs/uploads/", Buffer.from(mount), form)).status).toBe(
      403,
    );
    expect((await send(basic(thief), "HEAD", `/v2/docs/loot/blobs/${DIGEST}`)).status).toBe(404);
    // The registry alone would have allowed it: this is what the check is for.
    const open = await fetch(`${registry.url}/v2/docs/loot/blobs/uploads/`, {
      method: "POST",
      body: mount,
      headers: form,
    });
    expect(open.status).toBe(201);
  });
});

/** Requests to the real registry behind nginx, by the permission they need. */
const REGISTRY: Record<string, [string, string][]> = {
  "repository:pull": [
    ["GET", "/v2/docs/flip/tags/list"],
    ["HEAD", `/v2/docs/flip/blobs/${DIGEST}`],
  ],
  "repository:push": [["POST", "/v2/docs/flip/blobs/uploads/"]],
  "artifact:delete": [["DELETE", `/v2/docs/flip/manifests/${DIGEST}`]],
  "tag:delete": [["DELETE", "/v2/docs/flip/manifests/v1"]],
};

describe.each(PROJECT_PERMISSION_KEYS)("%s at the registry behind nginx", (permission) => {
  test("alone allows exactly its own requests, and all others together allow exactly the rest", async () => {
    const sets = [[permission], PROJECT_PERMISSION_KEYS.filter((key) => key !== permission)];
    for (const permissions of sets) {
      const robot = basic(await makeRobot(permissions));
      for (const [needed, requests] of Object.entries(REGISTRY)) {
        // A registry refuses a push token without pull, so push implies pull.
        const allowed = permissions.some(
          (key) => key === needed || (needed === "repository:pull" && key === "repository:push"),
        );
        for (const [method, path] of requests) {
          const { status, headers } = await send(robot, method, path);
          expect([path, headers["x-denied-permission"], status === 403]).toEqual([
            path,
            allowed ? undefined : needed,
            !allowed,
          ]);
        }
      }
    }
  });
});

describe.each(Object.keys(OTHERS))("%s through nginx", (permission) => {
  test("allows exactly its routes, and refused requests never reach the upstream", async () => {
    const alone = await makeRobot([permission]);
    const allBut = await makeRobot(PROJECT_PERMISSION_KEYS.filter((key) => key !== permission));
    for (const [needed, requests] of Object.entries(OTHERS)) {
      for (const [method, path] of requests) {
        const mine = needed === permission;
        for (const [robot, allowed] of [
          [alone, mine],
          [allBut, !mine],
        ] as const) {
          reached = [];
          const { status, headers } = await send(basic(robot), method, path);
          expect([path, status, headers["x-denied-permission"]]).toEqual([
            path,
            allowed ? 200 : 403,
            allowed ? undefined : needed,
          ]);
          expect(reached).toEqual(allowed ? [`${method} ${path}`] : []);
        }
      }
    }
  });
});

test.each([
  "/docs/../secret/index.yaml",
  "/docs/%2e%2e/secret/index.yaml",
  "/docs//index.yaml",
  "//docs/index.yaml",
  "/docs;x/index.yaml",
  "/docs%2Findex.yaml",
  "/docs/index.yaml/",
  "/DOCS/index.yaml",
  "/docs/index.yaml.",
  "/v2/../docs/index.yaml",
  "/docs/./index.yaml",
  "/service/token/../../docs/index.yaml",
  "/_authorize",
  "/docs/charts/..%2f..%2fsecret/charts/a.tgz",
])("the path trick %s reaches no upstream", async (path) => {
  const robot = await makeRobot(PROJECT_PERMISSION_KEYS);
  for (const method of ["GET", "POST", "DELETE"]) {
    const { status } = await send(basic(robot), method, path);
    expect([400, 403, 404, 405]).toContain(status);
  }
  expect(reached).toEqual([]);
});

test("forged headers have no effect", async () => {
  const robot = await makeRobot(["helm-chart:read"]);
  const lies = {
    "X-Original-Method": "GET",
    "X-Original-URI": "/docs/index.yaml",
    "X-Forwarded-Method": "GET",
    "X-Forwarded-Uri": "/docs/index.yaml",
  };
  expect((await send(basic(robot), "DELETE", "/api/docs/charts/a/1.0.0", undefined, lies)).status).toBe(403);
  expect(
    (await send(basic(robot), "GET", "/docs/index.yaml", undefined, { "X-Forwarded-Uri": "/secret/index.yaml" }))
      .status,
  ).toBe(200);
  expect(reached).toEqual(["GET /docs/index.yaml"]);
});
