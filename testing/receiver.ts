import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { path: string; headers: Record<string, string>; body: string };
type Answer = (request: Received, response: ServerResponse) => void;

/** A server that gets webhooks. */
export type TestReceiver = {
  url: string;
  received: Received[];
  /** Replaces how it answers. The first answer is an empty 204. */
  answer: (answer: Answer) => void;
  stop: () => Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

export async function startReceiver(): Promise<TestReceiver> {
  const received: Received[] = [];
  let current: Answer = (_, response) => void response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const got = { path: request.url ?? "", headers: request.headers as Record<string, string>, body };
    received.push(got);
    current(got, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: (answer) => {
      current = answer;
    },
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
