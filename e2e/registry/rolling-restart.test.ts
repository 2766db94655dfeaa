import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnectDb } from "../../lib/db/client";
import { makeProject, makeRobot } from "../../testing/builders";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import type { TestServer } from "../server";
import { startConsole } from "./console";
import { type LoadBalancer, startLoadBalancer } from "./load-balancer";

let postgres: TestPostgres;
let settings: Record<string, string>;
let robot: { loginName: string; secret: string };
const instances = new Map<string, TestServer>();

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.createDatabase("purser");
  settings = { DATABASE_URL: postgres.url("purser"), DRAIN_SECONDS: "3", LOG_LEVEL: "warn" };
  for (let turn = 0; turn < 2; turn++) await start();
  robot = await makeRobot({ project: await makeProject() });
}, 180_000);

afterAll(async () => {
  await disconnectDb();
  for (const server of instances.values()) await server.stop();
  await postgres?.stop();
}, 120_000);

async function start(): Promise<void> {
  const server = await startConsole(settings);
  instances.set(`127.0.0.1:${new URL(server.url).port}`, server);
}

/** Sends GETs and POSTs, each on its own connection, until stopped. */
function traffic({ url }: LoadBalancer): { stop: () => Promise<{ answered: number; failed: string[] }> } {
  const authorization = `Basic ${Buffer.from(`${robot.loginName}:${robot.secret}`).toString("base64")}`;
  const headers = { Authorization: authorization, Connection: "close" };
  const body = new URLSearchParams({
    grant_type: "password",
    service: "registry",
    username: robot.loginName,
    password: robot.secret,
  });
  const asks: [string, RequestInit][] = [
    ["/service/token?service=registry", { headers }],
    ["/service/token", { method: "POST", headers: { Connection: "close" }, body }],
    ["/api/v2.0/users/current", { headers }],
    ["/login", { headers: { Connection: "close" } }],
  ];
  const failed: string[] = [];
  let answered = 0;
  let isOver = false;
  const clients = asks.map(async ([path, init]) => {
    while (!isOver) {
      const status = await fetch(url + path, init).then(
        async (reply) => (await reply.text()) && reply.status,
        (error: Error) => error.message,
      );
      if (typeof status === "number" && status < 500) answered += 1;
      else failed.push(`${init.method ?? "GET"} ${path}: ${status}`);
    }
  });
  const stop = async () => {
    isOver = true;
    await Promise.all(clients);
    return { answered, failed };
  };
  return { stop };
}

/**
 * Replaces the instances one after another.
 * @param leaveOut called when an instance is no longer ready
 */
async function restartInTurn(balancer: LoadBalancer, leaveOut: (address: string) => Promise<void>): Promise<void> {
  for (const [address, server] of [...instances]) {
    const ended = once(server.child, "exit");
    server.child.kill("SIGTERM");
    await expect
      .poll(() => fetch(`${server.url}/readyz`).then((reply) => reply.status, String), { timeout: 5_000 })
      .toBe(503);
    await leaveOut(address);
    expect(await ended).toEqual([0, null]);
    await server.stop();
    instances.delete(address);
    await start();
    await balancer.use([...instances.keys()]);
    await sleep(300);
  }
}

test("a rolling restart behind an nginx that never retries, but checks /readyz, loses no request", async () => {
  const balancer = await startLoadBalancer([...instances.keys()], false);
  const clients = traffic(balancer);
  await restartInTurn(balancer, (out) => balancer.use([...instances.keys()].filter((address) => address !== out)));
  const { answered, failed } = await clients.stop();
  await balancer.stop();
  expect(failed).toEqual([]);
  expect(answered).toBeGreaterThan(50);
}, 120_000);

test("a rolling restart behind an nginx that doesn't check /readyz, but retries by its defaults, loses no request", async () => {
  const balancer = await startLoadBalancer([...instances.keys()], true);
  const clients = traffic(balancer);
  await restartInTurn(balancer, async () => {});
  const { answered, failed } = await clients.stop();
  await balancer.stop();
  expect(failed).toEqual([]);
  expect(answered).toBeGreaterThan(50);
}, 120_000);
