import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../server";

let server: TestServer;
let behindProxy: TestServer;

beforeAll(async () => {
  server = await startServer();
  behindProxy = await startServer({ TRUST_PROXY: "true", PUBLIC_URL: "https://purser.example.com" });
});
afterAll(async () => {
  await server?.stop();
  await behindProxy?.stop();
});

/** Sends headers that `fetch` doesn't allow. */
async function ask(target: TestServer, path: string, headers: Record<string, string> = {}) {
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    request(target.url + path, { headers }, resolve)
      .on("error", reject)
      .end();
  });
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** The log line of one reply. */
async function logged(target: TestServer, requestId: unknown): Promise<Record<string, unknown>> {
  const find = () =>
    target
      .output()
      .split("\n")
      .find((line) => line.startsWith("{") && line.includes(String(requestId)));
  await expect.poll(find).toBeTruthy();
  return JSON.parse(find() ?? "{}") as Record<string, unknown>;
}

test("every script of a page carries the nonce of the reply's policy, which is different each time", async () => {
  const replies = [await ask(server, "/login"), await ask(server, "/login")];
  const nonces = replies.map(({ headers }) => /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1]);
  expect(new Set(nonces).size).toBe(2);
  for (const [index, { body }] of replies.entries()) {
    const scripts = body.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toContain(`nonce="${nonces[index]}"`);
  }
});

test("a page can't be cached or framed, and its type isn't sniffed", async () => {
  const { status, headers } = await ask(server, "/setup");
  expect(status).toBe(200);
  expect(headers["cache-control"]).toContain("no-store");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("same-origin");
  expect(headers["x-powered-by"]).toBeUndefined();
});

test("files named by their content's hash are cached forever", async () => {
  const { body } = await ask(server, "/login");
  const file = /src="(\/_next\/static\/[^"]+\.js)"/.exec(body)?.[1];
  expect((await ask(server, String(file))).headers["cache-control"]).toContain("immutable");
});

test.each(["/login", "/service/token", "/service/authorize", "/.well-known/jwks.json", "/api/v2.0/ping", "/healthz"])(
  "%s sends HSTS exactly if PUBLIC_URL is HTTPS",
  async (path) => {
    expect((await ask(server, path)).headers["strict-transport-security"]).toBeUndefined();
    expect((await ask(behindProxy, path)).headers["strict-transport-security"]).toContain("max-age=");
  },
);

/** Uses an address of this machine other than the one that proxies are given. */
const statusElsewhere = ({ url }: TestServer) =>
  new Promise<number | undefined>((resolve, reject) => {
    request({ host: "127.0.0.2", port: new URL(url).port, path: "/healthz" }, (res) => resolve(res.resume().statusCode))
      .on("error", reject)
      .end();
  });

test("with a trusted proxy, the port can't be reached past the proxy unless LISTEN_HOST allows it", async () => {
  await expect(statusElsewhere(behindProxy)).rejects.toThrow("ECONNREFUSED");
  expect(behindProxy.output()).toContain("Listening on 127.0.0.1 only");
  expect(await statusElsewhere(server)).toBe(200);
  const open = await startServer({ TRUST_PROXY: "true", LISTEN_HOST: "0.0.0.0" });
  expect(await statusElsewhere(open)).toBe(200);
  await open.stop();
});

test("the request id is always generated here, even if the caller sends one", async () => {
  const { headers } = await ask(server, "/login", { "X-Request-Id": "forged" });
  expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("a caller can't choose the address that is logged", async () => {
  const forged = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "X-Purser-Client-Address": "203.0.113.9",
  };
  const { headers } = await ask(server, "/login", forged);
  expect((await logged(server, headers["x-request-id"])).address).toMatch(/^(127\.0\.0\.1|::1)$/);
});

test("behind a trusted proxy the address is the one that the proxy saw", async () => {
  const { headers } = await ask(behindProxy, "/login", { "X-Forwarded-For": "198.51.100.1, 203.0.113.9" });
  expect((await logged(behindProxy, headers["x-request-id"])).address).toBe("203.0.113.9");
});

test("the log has the path of a request but not its query", async () => {
  const { headers } = await ask(server, "/login?code=hidden-in-query");
  expect((await logged(server, headers["x-request-id"])).path).toBe("/login");
  expect(server.output()).not.toContain("hidden-in-query");
});
