import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type Connections, trackConnections } from "@/lib/server/connections";

let server: Server;
let connections: Connections;

async function serve(answer: RequestListener): Promise<number> {
  server = createServer((req, res) => {
    connections.answering(res);
    answer(req, res);
  });
  connections = trackConnections(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, agent?: Agent): Promise<IncomingMessage> {
  const [response] = (await once(get({ port, host: "127.0.0.1", agent }), "response")) as [IncomingMessage];
  return response;
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("a reply under way is finished, and says that the connection ends with it", async () => {
  const port = await serve((_, res) => setTimeout(() => res.end("whole"), 150));
  const reply = ask(port, new Agent({ keepAlive: true }));
  await sleep(50);
  const drained = connections.drain(5_000);
  const response = await reply;
  expect(response.headers.connection).toBe("close");
  expect(await text(response)).toBe("whole");
  expect(await drained).toBe(true);
});

test("a connection kept alive, and one that never asked anything, end at once", async () => {
  const port = await serve((_, res) => res.end("done"));
  await text(await ask(port, new Agent({ keepAlive: true })));
  const spare = connect(port, "127.0.0.1");
  await once(spare, "connect");
  await sleep(20);
  const began = performance.now();
  expect(await connections.drain(5_000)).toBe(true);
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("nobody new is let in", async () => {
  const port = await serve((_, res) => setTimeout(() => res.end(), 100));
  const reply = ask(port);
  await sleep(30);
  const drained = connections.drain(5_000);
  await expect(ask(port)).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
  await text(await reply);
  await drained;
});

test("a reply that never ends is cut off when the time is up", async () => {
  const port = await serve((_, res) => res.write("a"));
  const response = await ask(port);
  const cut = text(response).catch(() => "cut");
  expect(await connections.drain(100)).toBe(false);
  expect(await cut).toBe("cut");
});
