import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { log } from "@/lib/log";
import { createHttpServer } from "@/lib/server/http-server";

const SHORT = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };
const POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";

let server: Server;
const lines = vi.spyOn(log, "info");
const warnings = vi.spyOn(log, "warn");

beforeEach(() => {
  lines.mockReset().mockImplementation(() => {});
  warnings.mockReset().mockImplementation(() => {});
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(maxConnections: number, answer: (res: ServerResponse) => void): Promise<number> {
  ({ server } = createHttpServer(maxConnections, SHORT));
  server.on("request", (_, res) => answer(res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Sends `bytes` and nothing after them. @returns what came back until the connection ended */
function send(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

const logged = () => lines.mock.calls.map(([fields]) => fields as Record<string, unknown>);

test("incomplete headers get an error response and a log line", async () => {
  const port = await serve(10, (res) => res.end());
  expect(await send(port, "GET / HTTP/1.1\r\nHost: a\r\n")).toMatch(/^HTTP\/1\.1 408 /);
  expect(logged()).toMatchObject([{ address: "127.0.0.1", status: 408, reason: "ERR_HTTP_REQUEST_TIMEOUT" }]);
});

test("an incomplete body gets an error response in place of the pending one", async () => {
  const replies: ServerResponse[] = [];
  const port = await serve(10, (res) => replies.push(res));
  expect(await send(port, `${POST}abc`)).toMatch(/^HTTP\/1\.1 408 /);
  expect(replies.map((res) => [res.statusCode, res.destroyed])).toEqual([[408, true]]);
  // Nothing listens for errors of this response: writing to it now must not crash the process.
  replies[0]?.end("late");
});

test("garbage after a complete request is refused after the response to that request", async () => {
  const port = await serve(10, (res) => void sleep(100).then(() => res.end("done")));
  const received = await send(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n");
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
});

test("connections over the limit are refused, and counted in a few log lines", async () => {
  const port = await serve(2, (res) => res.end());
  const kept = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  await Promise.all(kept.map((socket) => once(socket, "connect")));
  await sleep(50);
  for (let turn = 0; turn < 5; turn++) expect(await send(port, "").catch(() => "")).toBe("");
  expect(warnings.mock.calls).toMatchObject([[{ refused: 1, maxConnections: 2 }, expect.any(String)]]);
  for (const socket of kept) socket.destroy();
});
