import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { makeProject, makeRobot } from "@/testing/builders";
import { replaceProcessDb } from "@/testing/process-db";
import { basic, getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { connectDb } from "../db/client";
import { grantAccess } from "./grant";
import { parseScopes } from "./scope";

let server: TestServer;
let docs: { id: number; name: string };
type Robot = Awaited<ReturnType<typeof makeRobot>>;
let robot: Robot;

beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject({ name: "docs" });
  robot = await makeRobot({ project: docs });
});
afterAll(() => server.stop());

/** Sends bytes as they are (fetch would tidy them up) and reads the status of the reply; 0 when the connection just ends. */
function raw(text: string): Promise<number> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    let reply = "";
    const socket = connect(Number(port), hostname, () => socket.end(text, "latin1"));
    socket.on("data", (chunk) => {
      reply += chunk.toString("latin1");
    });
    socket.on("error", () => resolve(0));
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 0)));
  });
}

const EXPECTED = new Set([0, 200, 400, 401, 403, 404, 405, 413, 429, 431]);
const junk = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom("%", "%00", "%zz", "%ff%fe", "..", "repository:docs/x:pull", "a=b&service=registry", "\u0000", "☃"),
);
const printable = junk.map((text) => text.replace(/[\r\n\0]/g, ""));

test("garbage in query, headers and method of the token endpoint never makes a 500", async () => {
  const header = fc.oneof(
    printable,
    fc.constant(basic(robot).Authorization),
    printable.map((text) => `Basic ${Buffer.from(text).toString("base64")}`),
    printable.map((text) => `Bearer ${text}`),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "POST", "PUT", "get", "HEAD"),
      fc.array(printable, { maxLength: 4 }),
      header,
      async (method, query, authorization) => {
        const target = `/service/token?service=registry&${query.map((text) => `scope=${text.replaceAll(" ", "+")}`).join("&")}`;
        const status = await raw(
          `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`,
        );
        expect(EXPECTED).toContain(status);
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

test("garbage forms never make a 500", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom("username", "password", "service", "grant_type", "scope", "x"), junk), {
        maxLength: 8,
      }),
      async (fields) => {
        const body = fields.map((pair) => pair.join("=")).join("&");
        const length = Buffer.byteLength(body, "latin1");
        const status = await raw(
          `POST /service/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n\r\n${body}`,
        );
        expect(EXPECTED).toContain(status);
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

test("garbage described to /service/authorize is 401 or 403, never 200 outside the robot's project, never 500", async () => {
  const uri = fc
    .array(
      fc.oneof(printable, fc.constantFrom("/", "/v2/", "secret/", "docs/", "manifests/", "latest", "../", "%2e%2e/")),
    )
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "PUT", "DELETE", "POST"),
      uri,
      fc.boolean(),
      async (method, path, suffix) => {
        const described = suffix ? "" : `X-Original-Method: ${method}\r\nX-Original-URI: ${path}\r\n`;
        const target = `/service/authorize${suffix ? `/${path.replaceAll(" ", "")}` : ""}`;
        const status = await raw(
          `${suffix ? method : "GET"} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${basic(robot).Authorization}\r\n${described}\r\n`,
        );
        expect(EXPECTED).toContain(status);
        if (status === 200)
          expect(path).toMatch(/^\/?v2\/(?:\?|$)|^\/?v2\/docs\/|^\/?docs\/(?:index|charts)|^\/?api\/docs\//);
      },
    ),
    { numRuns: 300 },
  );
}, 120_000);

test("access is never more than requested or permitted, for random robots and scopes", async () => {
  const scope = fc.tuple(
    fc.constantFrom("repository", "tag", "scan", "artifact-repository", "registry"),
    fc.constantFrom("docs/a", "docs/b/c", "other/a", "docs", "catalog"),
    fc.array(fc.constantFrom("pull", "push", "delete", "create", "*"), { minLength: 1, maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...PROJECT_PERMISSION_KEYS]),
      fc.array(scope, { maxLength: 6 }),
      async (access, parts) => {
        const one = await makeRobot({ project: docs, permissions: access });
        const scopes = parts.map(([type, name, actions]) => `${type}:${name}:${actions.join(",")}`);
        const { status, granted } = await getToken(server, one, scopes);
        const expected = grantAccess([{ kind: "project", project: "docs", access }], parseScopes(scopes));
        expect(status).toBe(200);
        expect(granted).toEqual(expected.map(({ type, name, actions }) => `${type}:${name}:${actions.join(",")}`));
      },
    ),
    { numRuns: 60 },
  );
});

test("with the database down, the token endpoint returns 503 in the registry's envelope and cached keys are still listed", async () => {
  expect((await getToken(server, robot)).status).toBe(200);
  const broken = connectDb("postgresql://nobody@127.0.0.1:1/nothing");
  const working = replaceProcessDb(broken);
  try {
    const reply = await getToken(server, robot);
    expect([reply.status, reply.body.errors?.[0]?.code]).toEqual([503, "SERVICE_UNAVAILABLE"]);
    expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await fetch(`${server.url}/.well-known/jwks.json`)).status).toBe(200);
  } finally {
    replaceProcessDb(working);
    await broken.$disconnect();
  }
  expect((await getToken(server, robot)).status).toBe(200);
});
