import { once } from "node:events";
import { createServer } from "node:http";
import { decodeJwt } from "jose";
import type { Access } from "@/lib/registry/grant";
import { handleDataPlane } from "@/lib/server/data-plane";

/** The data plane without Next, on a free loopback port. */
export type TestServer = { url: string; stop: () => Promise<void> };

/** Starts the data plane; requests that it doesn't handle get 404. */
export async function startDataPlane(): Promise<TestServer> {
  const server = createServer(async (req, res) => {
    if (!(await handleDataPlane(req, res))) res.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${address.port}`, stop };
}

/** A robot's `Authorization` header. */
export function basic(robot: { loginName: string; secret: string }): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(`${robot.loginName}:${robot.secret}`).toString("base64")}` };
}

type Reply = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { errors?: { code: string; message: string }[] };
  token: string;
  /** What the token grants, as `type:name:action,action`. */
  granted: string[];
};

export async function readReply(response: Response): Promise<Reply> {
  const body = (await response.json()) as Reply["body"];
  const token = String(body.token ?? "");
  const access = token ? ((decodeJwt(token).access ?? []) as Access[]) : [];
  const granted = access.map(({ type, name, actions }) => `${type}:${name}:${actions.join(",")}`);
  return { status: response.status, headers: response.headers, body, token, granted };
}

/** Requests a token with GET, as docker does; `service` is ours unless `query` has one. */
export async function getToken(
  server: TestServer,
  robot: { loginName: string; secret: string } | null,
  scopes: string[] = [],
  options: { query?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const query = new URLSearchParams({ service: "registry", ...options.query });
  for (const scope of scopes) query.append("scope", scope);
  const headers = { ...(robot ? basic(robot) : {}), ...options.headers };
  return readReply(await fetch(`${server.url}/service/token?${query}`, { headers }));
}

/** Requests a token with POST, as containerd does. */
export async function postToken(
  server: TestServer,
  form: Record<string, string>,
  scopes: string[] = [],
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = new URLSearchParams({ grant_type: "password", service: "registry", client_id: "containerd", ...form });
  for (const scope of scopes) body.append("scope", scope);
  return readReply(await fetch(`${server.url}/service/token`, { method: "POST", body, headers }));
}
