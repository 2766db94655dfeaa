import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

export type Credentials = { loginName: string; secret: string };
type Reply = {
  status: number;
  /** Seconds; NaN without the header. */
  retryAfter: number;
  token: string;
  /** The error message, as docker shows it. */
  message: string;
};

/** A machine that logs in, with its own address. */
export type TokenClient = {
  logIn: (server: { url: string }, robot: Credentials, scope?: string) => Promise<Reply>;
  close: () => void;
};

/** A client with the source `address`, any of 127.0.0.0/8, and at most `connections` kept-alive connections. */
export function tokenClient(address: string, connections = 8): TokenClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  async function logIn(server: { url: string }, robot: Credentials, scope?: string): Promise<Reply> {
    const query = new URLSearchParams({ service: "registry", ...(scope && { scope }) });
    const auth = `${robot.loginName}:${robot.secret}`;
    const { port } = new URL(server.url);
    const where = { host: "127.0.0.1", port, path: `/service/token?${query}`, auth, agent, localAddress: address };
    const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      request(where, resolve).on("error", reject).end();
    });
    const body = JSON.parse(await text(response)) as { token?: string; errors?: { message: string }[] };
    const { statusCode: status = 0, headers } = response;
    const retryAfter = Number(headers["retry-after"]);
    return { status, retryAfter, token: body.token ?? "", message: body.errors?.[0]?.message ?? "" };
  }
  return { logIn, close: () => agent.destroy() };
}

/** Runs `work` `times` times, `width` in parallel, with the number of the run. */
export async function repeat(times: number, width: number, work: (turn: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
