import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../server";

const PASSWORD = "a long Phrase 7";
const REPOSITORY = "hidden-project/hidden-repository";
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } };
type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string; attributes: Attribute[] };
type Export = { resourceSpans: { scopeSpans: { scope: { name: string }; spans: Span[] }[] }[] };

/** An OTLP/HTTP receiver. */
let receiver: Server;
const received: string[] = [];
let server: TestServer;
let output = "";
let robot: { name: string; secret: string };

const tokenUrl = () => `${server.url}/service/token?service=registry&scope=repository:${REPOSITORY}:pull`;

async function post(path: string, body: object): Promise<Response> {
  const headers = { Authorization: basic("admin", PASSWORD), "Content-Type": "application/json" };
  const reply = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  expect(reply.status).toBe(201);
  return reply;
}

/** A login that works, one that doesn't, a verdict for a proxy, a page and an unknown path. */
async function useEverything(): Promise<void> {
  await post("/api/v2.0/projects", { project_name: "hidden-project" });
  const access = [{ resource: "repository", action: "pull" }];
  const permissions = [{ kind: "project", namespace: "hidden-project", access }];
  const made = await post("/api/v2.0/robots", { name: "hidden-robot", duration: 1, level: "project", permissions });
  robot = (await made.json()) as typeof robot;
  const Authorization = basic(robot.name, robot.secret);
  const traced = { Authorization, traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` };
  expect((await fetch(tokenUrl(), { headers: traced })).status).toBe(200);
  const wrong = { Authorization: basic(robot.name, "hidden-wrong-secret") };
  expect((await fetch(tokenUrl(), { headers: wrong })).status).toBe(401);
  const asked = { Authorization, "X-Original-Method": "GET", "X-Original-URI": `/v2/${REPOSITORY}/tags/list` };
  expect((await fetch(`${server.url}/service/authorize`, { headers: asked })).status).toBe(200);
  const cookie = { Cookie: "purser=hidden-cookie", Accept: "text/html" };
  await fetch(`${server.url}/projects/hidden-project?search=hidden-search`, { headers: cookie });
  await fetch(`${server.url}/hidden-path`, { headers: cookie });
}

beforeAll(async () => {
  receiver = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk) => (body += String(chunk)));
    req.on("end", () => {
      received.push(`${req.method} ${req.url} ${body}`);
      res.writeHead(200, { "Content-Type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  server = await startServer({
    ADMIN_USERNAME: "admin",
    ADMIN_PASSWORD: PASSWORD,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    TRUST_PROXY: "127.0.0.1,::1",
    LOG_LEVEL: "debug",
  });
  await useEverything();
  // Stopping sends what is still waiting.
  await server.stop();
  output = server.output();
}, 90_000);
afterAll(async () => {
  await server?.stop();
  receiver?.close();
});

const scopes = () =>
  received
    .map((text) => JSON.parse(text.replace("POST /v1/traces ", "")) as Export)
    .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans));
const spans = () => scopes().flatMap((scope) => scope.spans);
const statusOf = ({ attributes }: Span) =>
  attributes.find(({ key }) => key === "http.response.status_code")?.value.intValue;

test("a login is one trace, which its proxy began, with a span for each step and the id in its log line", () => {
  const login = spans().filter(({ traceId }) => traceId === TRACE_ID);
  const root = login.find(({ parentSpanId }) => parentSpanId === "b7ad6b7169203331");
  expect([root?.name, root && statusOf(root)]).toEqual(["GET token", 200]);
  const steps = login.filter(({ parentSpanId }) => parentSpanId === root?.spanId).map(({ name }) => name);
  expect(steps).toEqual(["log in", "sign token"]);
  const lines = output.split("\n").filter((line) => line.includes(`"traceId":"${TRACE_ID}"`));
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
    expect.objectContaining({ msg: "request", path: "/service/token", status: 200, traceId: TRACE_ID }),
  );
});

test("a refused login, a verdict and pages are traces of their own; Next’s spans have their kind as name", () => {
  const roots = spans().filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.map((span) => `${span.name} ${statusOf(span)}`)).toEqual(
    expect.arrayContaining(["GET token 401", "GET authorize 200", "POST api 201", "GET page 404"]),
  );
  expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(roots.length);
  const ofNext = scopes().filter(({ scope }) => scope.name === "next.js");
  const names = ofNext.flatMap((scope) => scope.spans.map(({ name }) => name));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !/^(\w+\.\w+|span)$/.test(name))).toEqual([]);
});

test("nothing that is sent holds a secret, a header, a name, a path or a query", () => {
  const sent = received.join("\n");
  const secrets = [robot.secret, robot.name, PASSWORD, basic(robot.name, robot.secret).slice(6)];
  for (const text of [
    ...secrets,
    "hidden",
    "Basic ",
    "Bearer ",
    "/service/",
    "/projects",
    "search",
    "127.0.0.1",
    "::1",
  ])
    expect([text, sent.includes(text)]).toEqual([text, false]);
  expect(sent).toContain('"service.name"');
});

test("a receiver that is gone stops neither replies nor the process from ending", async () => {
  const broken = await startServer({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
    OTEL_BSP_SCHEDULE_DELAY: "50",
  });
  expect((await fetch(`${broken.url}/login`)).status).toBe(200);
  await broken.stop();
  expect(broken.child.exitCode).toBe(0);
  expect(broken.output()).toContain('"traceId"');
});
