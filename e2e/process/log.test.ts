import { closeSync, openSync } from "node:fs";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "../server";

/** Far more than the pipe and the buffer behind it hold. */
const REQUESTS = 400;
const LONG_PATH = `/service/authorize/${"a".repeat(6_000)}`;

async function flood(server: TestServer): Promise<number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < REQUESTS; turn += 20) {
    const replies = await Promise.all(Array.from({ length: 20 }, () => fetch(server.url + LONG_PATH)));
    for (const reply of replies) {
      statuses.push(reply.status);
      await reply.arrayBuffer();
    }
  }
  return statuses;
}

test("a log on a full disk delays no reply, and the process stops normally", async () => {
  const full = openSync("/dev/full", "w");
  const server = await startServer({}, { stdout: full });
  closeSync(full);
  expect(new Set(await flood(server))).toEqual(new Set([401]));
  expect((await fetch(`${server.url}/login`)).status).toBe(200);
  await server.stop();
  expect([server.child.exitCode, server.output()]).toEqual([0, ""]);
});

test("a log that nobody reads delays no reply; a reader who returns finds complete lines and the number dropped", async () => {
  const server = await startServer();
  server.child.stdout?.pause();
  expect(new Set(await flood(server))).toEqual(new Set([401]));
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  server.child.stdout?.resume();
  const notice = () => /"dropped":(\d+),"msg":"\d+ log lines were dropped"/.exec(server.output())?.[1];
  await expect.poll(notice, { timeout: 10_000 }).toBeTruthy();
  const lines = server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { path?: string; dropped?: number });
  const logged = lines.filter(({ path }) => path === LONG_PATH).length;
  const dropped = lines.reduce((sum, line) => sum + (line.dropped ?? 0), 0);
  // /healthz isn't logged at this level.
  expect(logged + dropped).toBe(REQUESTS);
  await server.stop();
});
