import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import { startServer, type TestServer } from "../server";
import { endProcess, freePort, waitUntilResponding } from "./distribution";

const METRICS_TOKEN = randomBytes(16).toString("hex");
const PASSWORD = "a long Phrase 7";
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const AS_ADMIN = basic("admin", PASSWORD);

let postgres: TestPostgres;
let folder: string;
let instances: TestServer[] = [];
let prometheus: { url: string; child: ChildProcess };
let robot: { name: string; secret: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "purser-metrics-"));
  postgres = await startPostgres();
  await postgres.createDatabase("metrics");
  const settings = {
    DATABASE_URL: postgres.url("metrics"),
    AUTH_SECRET: randomBytes(32).toString("hex"),
    ADMIN_USERNAME: "admin",
    ADMIN_PASSWORD: PASSWORD,
    METRICS_TOKEN,
  };
  const port = await freePort();
  const first = await startServer({ ...settings, METRICS_PORT: String(port) });
  instances = [first];
  await useEverything(first);
  instances.push(await startServer(settings));
  prometheus = await startPrometheus([`127.0.0.1:${port}`, new URL(instances[1]?.url ?? "").host]);
}, 120_000);
afterAll(async () => {
  if (prometheus) await endProcess(prometheus.child);
  await Promise.all(instances.map((instance) => instance.stop()));
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Requests of every kind that the dashboard shows. */
async function useEverything({ url }: TestServer): Promise<void> {
  const post = async (path: string, body: object) =>
    fetch(url + path, {
      method: "POST",
      headers: { Authorization: AS_ADMIN, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await post("/api/v2.0/projects", { project_name: "secret-project" })).status).toBe(201);
  const access = [{ resource: "repository", action: "pull" }];
  const permissions = [{ kind: "project", namespace: "secret-project", access }];
  const made = await post("/api/v2.0/robots", { name: "secret-robot", duration: 1, level: "project", permissions });
  robot = (await made.json()) as typeof robot;
  const logIn = async (secret: string) => {
    const Authorization = basic(robot.name, secret);
    const uri = "/v2/secret-project/app/manifests/latest";
    const headers = { Authorization, "X-Original-Method": "GET", "X-Original-URI": uri };
    const token = `${url}/service/token?service=registry&scope=repository:secret-project/app:pull`;
    return [(await fetch(token, { headers })).status, (await fetch(`${url}/service/authorize`, { headers })).status];
  };
  expect(await logIn(robot.secret)).toEqual([200, 200]);
  expect(await logIn("a-wrong-secret")).toEqual([401, 401]);
}

async function startPrometheus(targets: string[]): Promise<typeof prometheus> {
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [join(process.cwd(), "deploy/prometheus/purser.rules.yml")],
    scrape_configs: [
      { job_name: "purser", authorization: { credentials: METRICS_TOKEN }, static_configs: [{ targets }] },
    ],
  };
  const file = join(folder, "prometheus.yml");
  writeFileSync(file, JSON.stringify(config));
  const port = await freePort();
  const flags = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, "data")}`];
  const child = spawn("prometheus", [...flags, `--web.listen-address=127.0.0.1:${port}`, "--log.level=warn"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  await waitUntilResponding(`http://127.0.0.1:${port}/-/ready`, child, () => output);
  return { url: `http://127.0.0.1:${port}`, child };
}

async function query(expression: string): Promise<unknown[]> {
  const reply = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { status, data, error } = (await reply.json()) as {
    status: string;
    data?: { result: unknown[] };
    error?: string;
  };
  if (status !== "success") throw new Error(`${expression}: ${error}`);
  return data?.result ?? [];
}

type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] };

test("a real Prometheus scrapes two instances, and every query of the dashboard returns a series", async () => {
  await expect.poll(() => query("sum(up) == 2"), { timeout: 20_000 }).toHaveLength(1);
  const { panels } = JSON.parse(readFileSync("deploy/grafana/purser.json", "utf8")) as Dashboard;
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replace("$__rate_interval", "1m")));
  expect(queries.length).toBeGreaterThan(10);
  const empty = async () => {
    const found = await Promise.all(
      queries.map(async (expression) => ({ expression, series: await query(expression) })),
    );
    return found.filter(({ series }) => series.length === 0).map(({ expression }) => expression);
  };
  await expect.poll(empty, { timeout: 20_000 }).toEqual([]);
});

test("no name, address or secret is in a metric, and /metrics on the main port needs the token", async () => {
  const [{ url } = { url: "" }] = instances;
  expect((await fetch(`${url}/metrics`)).status).toBe(401);
  expect((await fetch(`${url}/metrics`, { headers: { Authorization: "Bearer wrong" } })).status).toBe(401);
  const reply = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } });
  const text = await reply.text();
  expect(text).toMatch(/purser_token_requests_total\{result="issued",secret="generated"\} 1\n/);
  expect(text).toMatch(/purser_token_requests_total\{result="refused",secret="unknown"\} 1\n/);
  expect(text).toMatch(/purser_robots\{level="project",status="active"\} \d/);
  expect(text).not.toMatch(/secret-project|secret-robot|127\.0\.0\.1|::1/);
  expect(text).not.toContain(robot.secret);
});

test("without METRICS_PORT and METRICS_TOKEN there are no metrics", async () => {
  const server = await startServer();
  try {
    expect((await fetch(`${server.url}/metrics`, { redirect: "manual" })).status).not.toBe(200);
  } finally {
    await server.stop();
  }
});

test("every alert rule fires on its fault and stays quiet otherwise", async () => {
  const run = promisify(execFile)("promtool", ["test", "rules", "deploy/prometheus/purser.rules.test.yml"]);
  expect((await run).stdout).toContain("SUCCESS");
});
