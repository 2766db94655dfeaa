import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { certificateBundle } from "./console";
import { freePort, type Registry, startDistribution } from "./distribution";
import { type NginxSite, startNginx } from "./nginx";

type Robot = { loginName: string; secret: string };
type Reply = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** nginx with an example configuration, this process's data plane and a real registry. */
export type BehindNginx = {
  front: { url: string; host: string };
  purser: { stop: () => Promise<void> };
  registry: Registry;
  makeRobot: (permissions: readonly string[], project?: string) => Promise<Robot>;
  /** Sends the request target and headers exactly as given. Header values are bytes. */
  send: (
    authorization: string | null,
    method: string,
    path: string,
    body?: Buffer,
    headers?: Record<string, string | string[]>,
  ) => Promise<Reply>;
  stop: () => Promise<void>;
};

export const basic = ({ loginName, secret }: Robot) =>
  `Basic ${Buffer.from(`${loginName}:${secret}`).toString("base64")}`;

/**
 * Starts all of them on loopback, with their own database. Once per process, because settings are read once.
 * @param charts host:port of the third upstream
 */
export async function startBehindNginx(site: NginxSite, charts = "127.0.0.1:9"): Promise<BehindNginx> {
  const folder = mkdtempSync(join(tmpdir(), "purser-behind-nginx-"));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  const DATABASE_URL = `file:${join(folder, "test.db")}`;
  Object.assign(process.env, { DATA_DIR: folder, DATABASE_URL, PUBLIC_URL: url, TRUST_PROXY: "true" });
  await (await import("../../prisma/migrate")).migrate(DATABASE_URL);
  const { disconnectDb } = await import("../../lib/db/client");
  const purser = await (await import("../../testing/registry-server")).startDataPlane();
  const trust = { realm: `${url}/service/token`, service: "registry", issuer: "purser" };
  const registry = await startDistribution(
    site === "nginx.conf" ? null : { ...trust, certificatePem: await certificateBundle() },
  );
  const upstreams = { purser: new URL(purser.url).host, registry: registry.host, charts };
  const nginx = await startNginx(port, upstreams, site);
  const stop = async () => {
    await nginx.stop();
    await registry.stop();
    await purser.stop();
    await disconnectDb();
    rmSync(folder, { recursive: true, force: true });
  };
  return { front: { url, host }, purser, registry, makeRobot: await robotMaker(), send: sender(port), stop };
}

async function robotMaker(): Promise<BehindNginx["makeRobot"]> {
  const builders = await import("../../testing/builders");
  const projects = new Map<string, { id: number; name: string }>();
  return async (permissions, name = "docs") => {
    const project = projects.get(name) ?? (await builders.makeProject({ name }));
    projects.set(name, project);
    return builders.makeRobot({ project, permissions });
  };
}

function sender(port: number): BehindNginx["send"] {
  return (authorization, method, path, body, headers = {}) => {
    const all = { ...headers, ...(authorization ? { Authorization: authorization } : {}) };
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, method, path, headers: all }, (reply) => {
        text(reply).then(
          (read) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: read }),
          reject,
        );
      });
      sent.on("error", reject);
      sent.end(body);
    });
  };
}
