import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry that robots are moved from, with its token endpoint. */
export type OldRegistryServer = {
  origin: string;
  /** Logins that it answered, as `name:secret`. */
  asked: string[];
  /** "token": sends clients to a token endpoint. "basic": checks Basic itself. "down": answers 502. "open": lets anyone in. */
  mode: "token" | "basic" | "down" | "open";
  stop: () => Promise<void>;
};

/** Starts a registry that knows these secrets by login name. */
export async function startOldRegistry(secrets: ReadonlyMap<string, string>): Promise<OldRegistryServer> {
  const state: OldRegistryServer = { origin: "", asked: [], mode: "token", stop: () => end(server) };
  const server = createServer((request, response) => {
    const basic = Buffer.from((request.headers.authorization ?? "").replace(/^Basic /, ""), "base64").toString();
    const [, name = "", secret = ""] = /^([^:]*):(.*)$/s.exec(basic) ?? [];
    const isToken = request.url?.startsWith("/token") ?? false;
    const challenge = state.mode === "token" ? `Bearer realm="${state.origin}/token",service="old"` : "Basic realm=old";
    const refuse = () => response.writeHead(401, { "WWW-Authenticate": challenge, Connection: "close" }).end();
    if (state.mode === "down") return response.writeHead(502, { Connection: "close" }).end();
    if (state.mode === "open") return response.writeHead(basic ? 200 : 401, { Connection: "close" }).end();
    if (state.mode === "token" && !isToken) return refuse();
    if (basic) state.asked.push(basic);
    if (!basic || secrets.get(name) !== secret) return refuse();
    return response.writeHead(200, { Connection: "close" }).end();
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

const end = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
