import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess, freePort, waitUntilResponding } from "./distribution";

/** A reverse proxy in front of `upstream` (host:port) that connects to it from `source`, a loopback address of its own. */
type ProxyFacts = {
  upstream: string;
  source: string;
  /** What nginx sends as X-Forwarded-For; by default it appends the client's address, as haproxy does. */
  forwarded?: string;
};
export type ReverseProxy = { url: string; host: string; stop: () => Promise<void> };

const nginxText = (port: number, folder: string, { upstream, source, forwarded }: ProxyFacts) => `
daemon off; pid ${folder}/pid; error_log stderr warn; worker_processes 1; ${process.getuid?.() === 0 ? "user root;" : ""}
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ")}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://${upstream};
      proxy_bind ${source};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For ${forwarded ?? "$proxy_add_x_forwarded_for"};
    }
  }
}
`;

const haproxyText = (port: number, { upstream, source }: ProxyFacts) => `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  option forwardfor
frontend front
  bind 127.0.0.1:${port}
  default_backend back
backend back
  source ${source}
  server purser ${upstream}
`;

const PROGRAMS = {
  nginx: {
    text: nginxText,
    args: (folder: string, file: string) => ["-p", folder, "-c", file, "-e", "stderr"],
  },
  haproxy: {
    text: (port: number, _: string, facts: ProxyFacts) => haproxyText(port, facts),
    args: (_: string, file: string) => ["-db", "-f", file],
  },
};

/** Starts a real proxy on a free port of 127.0.0.1. */
export async function startProxy(program: keyof typeof PROGRAMS, facts: ProxyFacts): Promise<ReverseProxy> {
  const folder = await mkdtemp(join(tmpdir(), `purser-${program}-`));
  const port = await freePort();
  const file = join(folder, "proxy.conf");
  const { text, args } = PROGRAMS[program];
  await writeFile(file, text(port, folder, facts));
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(program, args(folder, file), { env, stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk) => {
    output += String(chunk);
  });
  const stop = async () => {
    await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  };
  const host = `127.0.0.1:${port}`;
  await waitUntilResponding(`http://${host}/`, child, () => output).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url: `http://${host}`, host, stop };
}
