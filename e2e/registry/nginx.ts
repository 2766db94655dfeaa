import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess, waitUntilResponding } from "./distribution";

/** Addresses of the example configuration's upstreams, host:port each. */
type Upstreams = { purser: string; registry: string; charts: string };

/** An example configuration of `deploy/registry`. */
export type NginxSite = "nginx.conf" | "nginx-one-host.conf";

/** Starts nginx on `port` of loopback with an example configuration, with its upstreams replaced by ours. */
export async function startNginx(
  port: number,
  upstreams: Upstreams,
  file: NginxSite,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "purser-nginx-"));
  const example = await readFile(`deploy/registry/${file}`, "utf8");
  const site = example
    .replace("127.0.0.1:3000", upstreams.purser)
    .replace("127.0.0.1:5000", upstreams.registry)
    .replace("127.0.0.1:8080", upstreams.charts)
    .replace("listen 127.0.0.1:8000", `listen 127.0.0.1:${port}`);
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const main = `user root; daemon off; pid ${folder}/pid; error_log stderr warn; worker_processes 1; events {}
    http { access_log off; ${places.join(" ")} ${site} }`;
  await writeFile(join(folder, "nginx.conf"), process.getuid?.() === 0 ? main : main.replace("user root;", ""));
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const child = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], {
    env: { ...process.env, PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  child.stderr.on("data", (chunk) => {
    text += String(chunk);
  });
  const stop = async () => {
    await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  await waitUntilResponding(`${url}/`, child, () => text).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, stop };
}
