import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashOfToken } from "../../lib/credentials/session";
import { connectDb } from "../../lib/db/client";
import { makeProject, makeUser } from "../../testing/builders";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import { SESSION_COOKIE } from "../../testing/session-cookie";
import { startServer, type TestServer } from "../server";

/** Shared with this process, which signs the session's cookie. */
const AUTH_SECRET = randomBytes(32).toString("hex");
let postgres: TestPostgres;

beforeAll(async () => {
  process.env.AUTH_SECRET = AUTH_SECRET;
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

async function exitOf(server: TestServer): Promise<number | null> {
  if (server.child.exitCode === null) await once(server.child, "exit");
  return server.child.exitCode;
}

type Reply = { status: number | undefined; connection: string | undefined; body: string };

/** Sends one request on its own connection, unless `agent` keeps connections. */
async function ask(server: TestServer, path: string, options: RequestOptions = {}): Promise<Reply> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { body, ...rest } = options as RequestOptions & { body?: string };
    request(server.url + path, { agent: false, ...rest }, resolve)
      .on("error", reject)
      .end(body);
  });
  return { status: response.statusCode, connection: response.headers.connection, body: await text(response) };
}

/** A project's robots page, requested as the console's navigation does, and a person who may see it. */
async function makePage(database: string): Promise<{ path: string; headers: Record<string, string> }> {
  const db = connectDb(postgres.url(database));
  const person = await makeUser({}, db);
  const project = await makeProject({ admins: [person] }, db);
  const token = randomUUID();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await db.session.create({ data: { tokenHash: hashOfToken(token), userId: person.id, expiresAt } });
  await db.$disconnect();
  const headers = { RSC: "1", Cookie: `${SESSION_COOKIE}=${token}` };
  return { path: `/projects/${project.name}/robots`, headers };
}

/** Blocks every read of the robots until the returned function is called. */
async function holdRobots(database: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: postgres.url(database) });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE "Robot" IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query("ROLLBACK");
    await client.end();
  };
}

test.each(["0", "1"])(
  "pages that are streaming at SIGTERM arrive complete, DRAIN_SECONDS=%s",
  async (seconds) => {
    const database = `streams${seconds}`;
    await postgres.createDatabase(database);
    const server = await startServer({
      AUTH_SECRET,
      DATABASE_URL: postgres.url(database),
      DRAIN_SECONDS: seconds,
    });
    const { path, headers } = await makePage(database);
    const { url } = await fetch(server.url + path, { headers });
    const release = await holdRobots(database);
    const pages = await Promise.all(Array.from({ length: 8 }, () => fetch(url, { headers })));
    expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 200));
    server.child.kill("SIGTERM");
    await sleep(300);
    await release();
    const bodies = await Promise.all(pages.map((page) => page.text()));
    // The list comes after the skeleton.
    expect(bodies.map((body) => body.includes(`"total":0`))).toEqual(pages.map(() => true));
    expect(await exitOf(server)).toBe(0);
    expect(server.output()).not.toMatch(/"cut":true|cut off/);
    await server.stop();
  },
  60_000,
);

test("while stopping it is not ready, answers everything else and closes each connection; a second signal ends the wait", async () => {
  const server = await startServer({ DRAIN_SECONDS: "300" });
  const early = connect(Number(new URL(server.url).port), "localhost");
  await once(early, "connect");
  server.child.kill("SIGTERM");
  await expect.poll(async () => (await ask(server, "/readyz")).status).toBe(503);
  const { port } = new URL(server.url);
  const late = connect(Number(port), "localhost");
  const agent = new Agent({ keepAlive: true });
  const replies = await Promise.all(
    ["/readyz", "/healthz", "/setup", "/service/token?service=registry", "/api/v2.0/ping"].map((path) =>
      ask(server, path, { agent }),
    ),
  );
  expect(replies.map(({ status }) => status)).toEqual([503, 200, 200, 401, 200]);
  expect(replies[0]?.body).toBe("stopping\n");
  for (const { connection } of replies) expect(connection).toBe("close");
  for (const socket of [early, late]) {
    socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await text(socket)).toContain("ok\n");
  }
  // A second signal right after the first would count as the same one.
  await sleep(600);
  server.child.kill("SIGTERM");
  expect(await exitOf(server)).toBe(1);
  await server.stop();
}, 60_000);

test("clients that move elsewhere once it isn't ready lose no request", async () => {
  const server = await startServer({ DRAIN_SECONDS: "4", LOG_LEVEL: "warn" });
  const agent = new Agent({ keepAlive: true });
  let isReady = true;
  const lost: string[] = [];
  let answered = 0;
  const keepAsking = async (path: string, options: RequestOptions & { body?: string }) => {
    while (isReady)
      await ask(server, path, options).then(
        () => {
          answered += 1;
        },
        (error: Error) => lost.push(`${path}: ${error.message}`),
      );
  };
  const form = { method: "POST", body: "grant_type=password", headers: { "Content-Type": "text/plain" } };
  const clients = [
    keepAsking("/healthz", {}),
    keepAsking("/healthz", { agent }),
    keepAsking("/login", {}),
    keepAsking("/login", { agent }),
    keepAsking("/service/token", { ...form }),
    keepAsking("/service/token", { ...form, agent }),
  ];
  await sleep(500);
  server.child.kill("SIGTERM");
  await expect.poll(async () => (await ask(server, "/readyz")).status).toBe(503);
  // As a proxy that checks every half second.
  await sleep(500);
  isReady = false;
  await Promise.all(clients);
  agent.destroy();
  expect(lost).toEqual([]);
  expect(answered).toBeGreaterThan(20);
  expect(await exitOf(server)).toBe(0);
  await server.stop();
}, 60_000);

test("Ctrl-C doesn't wait for proxies", async () => {
  const server = await startServer({ DRAIN_SECONDS: "300" });
  server.child.kill("SIGINT");
  expect(await exitOf(server)).toBe(0);
  await server.stop();
});
