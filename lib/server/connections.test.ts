import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type Connections, trackConnections } from "@/lib/server/connections";

let server: Server;
let connections: Connections;

async function serve(answer: RequestListener): Promise<number> {
  server = createServer();
  connections = trackConnections(server);
  server.on("request", answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, agent?: Agent): Promise<IncomingMessage> {
  const [response] = (await once(get({ port, host: "127.0.0.1", agent }), "response")) as [IncomingMessage];
  return response;
}

/** A connection that has sent `bytes`, and everything that came back on it once it has ended. */
async function open(port: number, bytes = ""): Promise<{ socket: Socket; received: Promise<string> }> {
  const socket = connect(port, "127.0.0.1");
  const received = text(socket);
  received.catch(() => {});
  await once(socket, "connect");
  socket.write(bytes);
  return { socket, received };
}

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const countReplies = (received: string) => received.split("HTTP/1.1 200").length - 1;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe("before the server is closed", () => {
  test("new connections are answered, and every response closes its connection", async () => {
    const port = await serve((_, res) => res.end("done"));
    connections.retire();
    const { received } = await open(port, REQUEST);
    expect(await received).toMatch(/^HTTP\/1\.1 200 OK.*connection: close.*done/is);
  });

  test("a connection promised to stay open does, and closes with the next response", async () => {
    const port = await serve((_, res) => {
      res.write("a");
      setTimeout(() => res.end("b"), 100);
    });
    const { socket, received } = await open(port, REQUEST);
    await once(socket, "data");
    connections.retire();
    await sleep(300);
    expect(socket.readableEnded).toBe(false);
    socket.write(REQUEST);
    expect(countReplies(await received)).toBe(2);
  });

  test("all of several pipelined requests are answered", async () => {
    const port = await serve((_, res) => setTimeout(() => res.end("done"), 50));
    connections.retire();
    const { received } = await open(port, REQUEST.repeat(4));
    expect(countReplies(await received)).toBe(4);
  });
});

describe("a server that is closed", () => {
  const AT_ONCE = { quietMs: 0, limitMs: 5_000 };

  test("finishes a pending response, which closes the connection", async () => {
    const port = await serve((_, res) => setTimeout(() => res.end("whole"), 150));
    const reply = ask(port, new Agent({ keepAlive: true }));
    await sleep(50);
    const closed = connections.close(AT_ONCE);
    const response = await reply;
    expect(response.headers.connection).toBe("close");
    expect(await text(response)).toBe("whole");
    expect(await closed).toBe(true);
  });

  test("sends a finished response completely to a slow client", async () => {
    const size = 16 * 1024 * 1024;
    const port = await serve((_, res) => res.end(Buffer.alloc(size)));
    const response = await ask(port);
    await sleep(100);
    const closed = connections.close(AT_ONCE);
    await sleep(100);
    let received = 0;
    for await (const chunk of response) received += (chunk as Buffer).length;
    expect(received).toBe(size);
    expect(await closed).toBe(true);
  });

  test("closes idle connections and those without any request", async () => {
    const port = await serve((_, res) => res.end("done"));
    await text(await ask(port, new Agent({ keepAlive: true })));
    await open(port);
    await sleep(20);
    const began = performance.now();
    expect(await connections.close(AT_ONCE)).toBe(true);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test("answers a request that arrives on a connection opened just before, or in pieces", async () => {
    const port = await serve((_, res) => res.end("done"));
    const fresh = await open(port);
    const slow = await open(port, REQUEST.slice(0, 10));
    const closed = connections.close({ quietMs: 400, limitMs: 5_000 });
    await sleep(100);
    fresh.socket.write(REQUEST);
    slow.socket.write(REQUEST.slice(10));
    expect(countReplies(await fresh.received)).toBe(1);
    expect(countReplies(await slow.received)).toBe(1);
    expect(await closed).toBe(true);
  });

  test("answers requests that have been sent but not read yet, however little time there is", async () => {
    const port = await serve((_, res) => res.end("done"));
    const clients = await Promise.all(Array.from({ length: 20 }, () => open(port)));
    for (const { socket } of clients) socket.write(REQUEST);
    const closed = connections.close(AT_ONCE);
    for (const { received } of clients) expect(countReplies(await received)).toBe(1);
    expect(await closed).toBe(true);
  });

  test("answers on connections that have not been accepted yet", async () => {
    const port = await serve((_, res) => res.end("done"));
    const clients = Array.from({ length: 20 }, () => open(port, REQUEST));
    const closed = connections.close({ quietMs: 400, limitMs: 5_000 });
    for (const client of clients) expect(countReplies(await (await client).received)).toBe(1);
    expect(await closed).toBe(true);
  });

  test("accepts no new connection", async () => {
    const port = await serve((_, res) => setTimeout(() => res.end(), 100));
    const reply = ask(port);
    await sleep(30);
    const closed = connections.close(AT_ONCE);
    await sleep(20);
    await expect(ask(port)).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
    await text(await reply);
    await closed;
  });

  test("cuts off an endless response at the time limit", async () => {
    const port = await serve((_, res) => res.write("a"));
    const response = await ask(port);
    const cut = text(response).catch(() => "cut");
    expect(await connections.close({ quietMs: 0, limitMs: 100 })).toBe(false);
    expect(await cut).toBe("cut");
  });
});
