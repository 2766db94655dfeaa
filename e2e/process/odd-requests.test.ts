import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../server";

let server: TestServer;

beforeAll(async () => {
  // At "info" the log leaves out successful health checks.
  server = await startServer({ LOG_LEVEL: "debug" });
  // After its first page, Next would handle requests that offer an upgrade.
  await fetch(`${server.url}/login`);
});
afterAll(() => server?.stop());

/** Sends `bytes` unchanged. @returns what was received until `count` replies arrived or the connection ended */
async function send(bytes: string | Buffer, count = 1): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), "localhost");
  socket.write(bytes);
  let received = "";
  for await (const chunk of socket) {
    received += String(chunk);
    if (statuses(received).filter((status) => status !== 100).length >= count) break;
  }
  return received;
}

const statuses = (received: string) =>
  [...received.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));

/** The log line of the reply in `received`. */
async function logLine(received: string): Promise<Record<string, unknown>> {
  const id = /^x-request-id: (\S+)/im.exec(received)?.[1];
  expect(id, received).toBeDefined();
  const find = () => server.output().match(new RegExp(`^\\{.*"requestId":"${id}".*$`, "m"))?.[0];
  await expect.poll(find).toBeDefined();
  return JSON.parse(find() ?? "{}") as Record<string, unknown>;
}

const HOST = "Host: purser.example.com\r\n";
const get = (target: string, headers = HOST) => `GET ${target} HTTP/1.1\r\n${headers}\r\n`;
const upgrade = (to: string) => `${HOST}Connection: Upgrade\r\nUpgrade: ${to}\r\n`;
const post = (headers: string, body: string) => `POST /service/token HTTP/1.1\r\n${HOST}${headers}\r\n\r\n${body}`;

describe("each gets one reply and one line in the log", () => {
  test.each<[string, string | Buffer, number]>([
    ["an offer of HTTP/2", get("/healthz", upgrade("h2c")), 200],
    ["an offer of a web socket", get("/setup", upgrade("websocket")), 200],
    ["an offer of HTTP/2 with a body", post("Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3", "a=b"), 400],
    ["HTTP/2 without an offer", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["TLS", Buffer.from([0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1]), 400],
    ["CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", 405],
    ["OPTIONS *", `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 400],
    ["TRACE", `TRACE /login HTTP/1.1\r\n${HOST}\r\n`, 405],
    ["PUT of a page", `PUT /login HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`, 405],
    ["an unknown method", `FOO /healthz HTTP/1.1\r\n${HOST}\r\n`, 400],
    ["Expect: 100-continue", post("Expect: 100-continue\r\nContent-Length: 3", "a=b"), 400],
    ["another Expect", get("/healthz", `${HOST}Expect: magic\r\n`), 417],
    ["HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200],
    ["a page in HTTP/1.0", "GET /setup HTTP/1.0\r\n\r\n", 200],
    ["HTTP/3.0", `GET /healthz HTTP/3.0\r\n${HOST}\r\n`, 400],
    ["an absolute target", get("http://purser.example.com/healthz"), 200],
    ["an absolute target of the API", get("http://evil.example.com/api/v2.0/ping"), 200],
    ["a target of another scheme", get("ftp://purser.example.com/healthz"), 400],
    ["a long address", get(`/${"a".repeat(15_000)}`), 404],
    ["a longer address", get(`/${"a".repeat(20_000)}`), 431],
    ["a long header", get("/login", `${HOST}X-A: ${"a".repeat(20_000)}\r\n`), 431],
    ["no host", get("/healthz", ""), 400],
    ["two hosts", get("/healthz", `${HOST}Host: evil.example.com\r\n`), 400],
    ["a host that is none", get("/login", "Host: a b\r\n"), 400],
    ["two lengths", post("Content-Length: 3\r\nContent-Length: 4", "a=b"), 400],
    ["a length and chunks", post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400],
    ["a chunk without a size", post("Transfer-Encoding: chunked", "zz\r\n"), 400],
    ["a long chunk extension", post("Transfer-Encoding: chunked", `1;${"a".repeat(20_000)}\r\n`), 413],
    ["a router state that is garbage", get("/login", `${HOST}RSC: 1\r\nNext-Router-State-Tree: garbage\r\n`), 400],
    ["a router state of another shape", get("/login", `${HOST}RSC: 1\r\nNext-Router-State-Tree: %5B%5D\r\n`), 400],
  ])("%s", async (_, bytes, status) => {
    const received = await send(bytes);
    expect(statuses(received).filter((code) => code !== 100)).toEqual([status]);
    expect(await logLine(received.slice(received.lastIndexOf("HTTP/1.1 ")))).toMatchObject({ status });
  });
});

test("pipelined requests are answered in order", async () => {
  const received = await send([get("/healthz"), get("/missing"), get("/readyz")].join(""), 3);
  expect(statuses(received)).toEqual([200, 404, 200]);
});

test("a connection that offered an upgrade serves further requests", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = [];
  for (const headers of [{ Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c" }, {}, {}]) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${server.url}/healthz`, { agent, headers }, resolve).on("error", reject).end();
    });
    ports.push(response.socket.localPort);
    expect(await text(response)).toBe("ok\n");
  }
  expect(ports[1]).toBe(ports[2]);
  agent.destroy();
});

test("whatever was sent, the log is JSON except for the notice at the start", () => {
  const odd = server
    .output()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("{"));
  expect(odd.join("\n")).not.toMatch(/error|TypeError|\n\s+at /i);
});
