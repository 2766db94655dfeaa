import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import { SESSION_COOKIE } from "../../testing/session-cookie";
import { startServer, type TestServer } from "../server";

const HEALED_MS = 10_000;
const TERMINATIONS = 200;
const SECRET = "0123456789abcdef".repeat(4);

let postgres: TestPostgres;
let admin: pg.Client;
let server: TestServer;
let turn = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

/** Each test's database has an owner of its own, because Postgres doesn't apply limits to its superuser. */
beforeEach(async () => {
  turn++;
  await connectAdmin();
  await admin.query(`CREATE ROLE console${turn} LOGIN PASSWORD 'console'`);
  await admin.query(`CREATE DATABASE outage${turn} OWNER console${turn}`);
  const url = new URL(postgres.url(`outage${turn}`));
  url.username = `console${turn}`;
  url.password = "console";
  server = await startServer({ DATABASE_URL: url.href, AUTH_SECRET: SECRET });
});
afterEach(async () => {
  await server?.stop();
  await admin?.end();
  await postgres.resume();
});

async function connectAdmin(): Promise<void> {
  admin = new pg.Client({ connectionString: postgres.url("postgres") });
  admin.on("error", () => {});
  await admin.connect();
}

async function terminate(): Promise<number> {
  const sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1";
  return (await admin.query(sql, [`console${turn}`])).rowCount ?? 0;
}

const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as {
  node: Record<string, { exportedName: string }>;
};
const actionId = (name: string) =>
  Object.entries(manifest.node).find(([, { exportedName }]) => exportedName === name)?.[0];

type Call = [name: string, path: string, init?: RequestInit];

/** A cookie of a session that need not exist: without one, the database wouldn't be asked. */
const Cookie = `${SESSION_COOKIE}=${randomBytes(32).toString("base64url")}`;
const browser = { Accept: "text/html", Cookie };
const script = { Cookie };
const basic = `Basic ${Buffer.from("robot_nobody:wrong").toString("base64")}`;

/** Requests that need the database, to read or to write. */
function calls(): Call[] {
  const origin = { Origin: server.url };
  return [
    ["a page", "/login", { headers: browser }],
    ["a page of the console", "/projects", { headers: browser }],
    ["a page for a monitor", "/login", { headers: script }],
    ["a navigation", "/projects", { headers: { ...script, RSC: "1" } }],
    ["the export", "/activity/export", { headers: browser }],
    ["a search", "/search?q=a", { headers: script }],
    [
      "a server action",
      "/projects",
      {
        method: "POST",
        headers: {
          ...script,
          ...origin,
          "Next-Action": String(actionId("createProjectAction")),
          "Content-Type": "text/plain;charset=UTF-8",
        },
        body: '[{"name":"docs"}]',
      },
    ],
    ["a token", "/service/token?service=registry", { headers: { Authorization: basic } }],
    ["an authorization", "/service/authorize", { headers: { Authorization: basic, "X-Original-URI": "/v2/" } }],
    ["the API", "/api/v2.0/projects", { headers: { Authorization: basic } }],
    ["readiness", "/readyz"],
  ];
}

async function ask([name, path, init]: Call) {
  const response = await fetch(server.url + path, { redirect: "manual", ...init });
  return {
    name,
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    text: await response.text(),
  };
}

const isReady = async () => (await ask(["readiness", "/readyz"])).status === 200;

function logLines(): Record<string, unknown>[] {
  const lines = server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function expectAllUnavailable(): Promise<void> {
  const replies = await Promise.all(calls().map(ask));
  expect(replies.filter(({ status }) => status !== 503)).toEqual([]);
  expect(replies.filter(({ name, retryAfter }) => name !== "readiness" && !(Number(retryAfter) > 0))).toEqual([]);
  for (const page of replies.slice(0, 2)) expect(page.text).toContain("The database isn’t responding.");
  const health = await fetch(`${server.url}/api/v2.0/health`);
  expect([health.status, await health.json()]).toMatchObject([200, { status: "unhealthy" }]);
}

/** The replies to these calls from a healthy console: no one is signed in, and the robot doesn't exist. */
async function expectAllWell(): Promise<void> {
  const failing = async () => (await Promise.all(calls().map(ask))).filter(({ status }) => status >= 500);
  await expect.poll(failing, { timeout: HEALED_MS }).toEqual([]);
}

test("while Postgres is down everything answers 503 with Retry-After, the log gives the reason once, and it recovers", async () => {
  await expectAllWell();
  await postgres.halt();
  for (let round = 0; round < 3; round++) await expectAllUnavailable();
  const causes = logLines().filter(({ msg }) => msg === "the database isn’t responding");
  expect(causes.length).toBeGreaterThan(0);
  expect(causes.length).toBeLessThan(8);
  expect(
    causes.some(({ reason }) => /ECONNREFUSED|Connection terminated|terminating connection/.test(String(reason))),
  ).toBe(true);
  expect(logLines().filter(({ level }) => level === "error")).toEqual([]);
  await postgres.resume();
  await expectAllWell();
});

test("the outage page's style is allowed by the reply's own policy, and HEAD has no body", async () => {
  await postgres.halt();
  const page = await fetch(`${server.url}/projects`, { headers: browser });
  const nonce = /'nonce-([^']+)'/.exec(page.headers.get("content-security-policy") ?? "")?.[1];
  expect(await page.text()).toContain(`<style nonce="${nonce}">`);
  const head = await fetch(`${server.url}/projects`, { method: "HEAD", headers: browser });
  expect([head.status, await head.text()]).toEqual([503, ""]);
});

test("while Postgres refuses connections (53300) everything answers 503, and it recovers", async () => {
  await admin.query(`ALTER ROLE console${turn} CONNECTION LIMIT 0`);
  await terminate();
  await sleep(100);
  await expectAllUnavailable();
  expect(logLines().some(({ cause }) => cause === "53300")).toBe(true);
  await admin.query(`ALTER ROLE console${turn} CONNECTION LIMIT -1`);
  await expectAllWell();
});

test("on a read-only Postgres pages work, writes are 503, readiness fails, and it recovers on new connections", async () => {
  const page: Call = ["a page", "/setup", { headers: browser }];
  const token: Call = ["a token", "/service/token?service=registry", { headers: { Authorization: basic } }];
  await admin.query(`ALTER ROLE console${turn} SET default_transaction_read_only = on`);
  await terminate();
  await sleep(100);
  const readiness = async () => (await ask(["readiness", "/readyz"])).text;
  await expect.poll(readiness, { timeout: HEALED_MS }).toBe("the database is read-only\n");
  const refused = await ask(token);
  expect(refused).toMatchObject({ status: 503, retryAfter: "5" });
  expect(refused.text).toContain("The database is read-only right now");
  expect((await ask(page)).status).toBe(200);
  // Existing connections would stay read-only.
  await admin.query(`ALTER ROLE console${turn} RESET default_transaction_read_only`);
  await expectAllWell();
  expect((await ask(token)).status).toBe(401);
});

test("a storm of dropped connections and restarts crashes no process: 503 meanwhile, and recovery within ten seconds", async () => {
  const seen = new Set<number>();
  let going = true;
  const callers = Array.from({ length: 30 }, async (_, index) => {
    const call = calls()[index % calls().length];
    while (going && call) {
      seen.add((await ask(call)).status);
      await sleep(5);
    }
  });
  for (let ended = 0; ended < TERMINATIONS; await sleep(20)) ended += await terminate();
  for (let restart = 0; restart < 2; restart++) {
    await postgres.halt();
    await postgres.resume();
    await connectAdmin();
    await expect.poll(isReady, { timeout: HEALED_MS }).toBe(true);
  }
  going = false;
  await Promise.all(callers);
  expect(server.child.exitCode).toBeNull();
  expect(seen).toContain(503);
  expect([...seen].filter((status) => status >= 500 && status !== 503)).toEqual([]);
  await expectAllWell();
  server.child.kill("SIGTERM");
  expect(await once(server.child, "exit")).toEqual([0, null]);
}, 120_000);
