import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess, freePort, waitUntilResponding } from "./distribution";

/** A real nginx that balances requests over instances. */
export type LoadBalancer = {
  url: string;
  /** Sends new requests to these instances only. */
  use: (servers: readonly string[]) => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts nginx in front of `servers` (host:port each), with keep-alive connections to them.
 * @param retry whether it tries the next server if one doesn't respond; by nginx's default, never after sending a POST
 */
export async function startLoadBalancer(servers: readonly string[], retry: boolean): Promise<LoadBalancer> {
  const folder = await mkdtemp(join(tmpdir(), "purser-balancer-"));
  const port = await freePort();
  const config = join(folder, "nginx.conf");
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const write = (upstreams: readonly string[]) =>
    writeFile(
      config,
      `${process.getuid?.() === 0 ? "user root;" : ""} daemon off; pid ${folder}/pid; worker_processes 1;
      error_log stderr error; events {}
      http {
        access_log off; ${places.join(" ")}
        upstream purser { ${upstreams.map((server) => `server ${server} max_fails=0;`).join(" ")} keepalive 16; }
        server {
          listen 127.0.0.1:${port};
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          ${retry ? "" : "proxy_next_upstream off;"}
          location / { proxy_pass http://purser; }
        }
      }`,
    );
  await write(servers);
  const child = spawn("nginx", ["-p", folder, "-c", config, "-e", "stderr"], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (chunk) => {
    output += String(chunk);
  });
  const stop = async () => {
    await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  await waitUntilResponding(url, child, () => output).catch(async (error) => {
    await stop();
    throw error;
  });
  const use = async (upstreams: readonly string[]) => {
    await write(upstreams);
    child.kill("SIGHUP");
  };
  return { url, use, stop };
}
