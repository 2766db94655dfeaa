import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../server";
import { endProcess, freePort, type Registry, startDistribution, waitUntilResponding } from "./distribution";
import { putImage } from "./http-image";

const ADMIN = { ADMIN_USERNAME: "admin", ADMIN_PASSWORD: "a long Phrase 7" };
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const AS_ADMIN = basic(ADMIN.ADMIN_USERNAME, ADMIN.ADMIN_PASSWORD);

let folder: string;
let purser: TestServer;
let registry: Registry;
let robot: { name: string; secret: string };
let nginx: { url: string; stop: () => Promise<void> };

/** nginx with the configuration of the compose files, in which only addresses and /tmp are replaced. */
async function startNginx(port: number): Promise<typeof nginx> {
  const text = readFileSync("deploy/compose/nginx.conf", "utf8")
    .replace("purser:3000", new URL(purser.url).host)
    .replace("registry:5000", registry.host)
    .replace("listen 8080", `listen 127.0.0.1:${port}`)
    .replaceAll("/tmp/", `${folder}/`);
  const file = join(folder, "nginx.conf");
  writeFileSync(file, process.getuid?.() === 0 ? `user root;\n${text}` : text);
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const args = ["-p", folder, "-c", file, "-e", "stderr", "-g", "daemon off;"];
  const child = spawn("nginx", args, { env: { ...process.env, PATH }, stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const url = `http://localhost:${port}`;
  await waitUntilResponding(`${url}/healthz`, child, () => output);
  return { url, stop: () => endProcess(child) };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "purser-compose-"));
  const port = await freePort();
  const settings = { ...ADMIN, PUBLIC_URL: `http://localhost:${port}`, TRUST_PROXY: "true", LISTEN_HOST: "0.0.0.0" };
  [purser, registry] = await Promise.all([startServer(settings), startDistribution(null)]);
  nginx = await startNginx(port);
}, 90_000);
afterAll(async () => {
  await nginx?.stop();
  await Promise.all([purser?.stop(), registry?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<Response> {
  const headers = { Authorization: AS_ADMIN, "Content-Type": "application/json" };
  const reply = await fetch(nginx.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  expect(reply.status).toBe(201);
  return reply;
}

test("behind the compose files’ nginx, people reach the console, and a robot pushes where it may and nowhere else", async () => {
  const page = await fetch(`${nginx.url}/login`);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  await post("/api/v2.0/projects", { project_name: "docs" });
  const access = [
    { resource: "repository", action: "push" },
    { resource: "repository", action: "pull" },
  ];
  const permissions = [{ kind: "project", namespace: "docs", access }];
  const made = await post("/api/v2.0/robots", { name: "ci", duration: 1, level: "project", permissions });
  robot = (await made.json()) as typeof robot;

  const challenge = await fetch(`${nginx.url}/v2/`);
  expect([challenge.status, challenge.headers.get("www-authenticate")]).toEqual([
    401,
    `Bearer realm="${nginx.url}/service/token",service="registry"`,
  ]);
  const query = "service=registry&scope=repository:docs/site:pull,push";
  const headers = { Authorization: basic(robot.name, robot.secret) };
  const { token } = (await (await fetch(`${nginx.url}/service/token?${query}`, { headers })).json()) as {
    token: string;
  };
  await putImage(nginx, token, "docs/site");
  await expect(putImage(nginx, token, "other/site")).rejects.toThrow(/ 401 | 403 /);
  const asIs = await fetch(`${nginx.url}/v2/_catalog`, { headers });
  expect([asIs.status, ((await asIs.json()) as { errors: object[] }).errors.length]).toEqual([403, 1]);
});

test("a registry that is down is 503 in JSON", async () => {
  await registry.stop();
  const headers = { Authorization: basic(robot.name, robot.secret) };
  const reply = await fetch(`${nginx.url}/v2/docs/site/tags/list`, { headers });
  expect([reply.status, reply.headers.get("content-type")]).toEqual([503, "application/json"]);
  expect(await reply.json()).toMatchObject({ errors: [{ code: "UNAVAILABLE" }] });
});
