import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../lib/access/caller";
import { disconnectDb } from "../../lib/db/client";
import { refreshSecret } from "../../lib/robots/refresh";
import { endOldSecret } from "../../lib/robots/secret-end";
import { makeProject, makeRobot, makeUser } from "../../testing/builders";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import type { TestServer } from "../server";
import { startConsole, startRegistryOf } from "./console";
import type { Registry } from "./distribution";
import { putImage } from "./http-image";
import { type Credentials, type TokenClient, tokenClient } from "./token-client";

const EVERY_MS = 50;
const PULLS_A_PHASE = 15;
const SCOPE = "repository:docs/site:pull,push";
const GRACE = { kind: "for", seconds: 3600 } as const;

/** @param provider of the database. One per process, which reads its settings once. */
export function testSecretRotation(provider: "sqlite" | "postgresql"): void {
  let postgres: TestPostgres | null = null;
  const servers: TestServer[] = [];
  let registry: Registry;
  let admin: Actor & { password: string };
  let robot: Credentials & { id: number };
  let client: TokenClient;

  beforeAll(async () => {
    if (provider === "postgresql") {
      postgres = await startPostgres();
      await postgres.createDatabase("purser");
    }
    const settings = { LOG_LEVEL: "warn", ...(postgres && { DATABASE_URL: postgres.url("purser") }) };
    servers.push(await startConsole(settings));
    if (postgres) servers.push(await startConsole(settings));
    const [server] = servers;
    if (!server) throw new Error("no server");
    registry = await startRegistryOf(server);
    admin = await makeUser({ isAdmin: true });
    robot = await makeRobot({ project: await makeProject({ name: "docs", admins: [admin] }) });
    client = tokenClient("127.0.0.1");
    await putImage(registry, (await client.logIn(server, robot, SCOPE)).token, "docs/site");
  }, 180_000);

  afterAll(async () => {
    client?.close();
    await disconnectDb();
    await registry?.stop();
    for (const server of servers) await server.stop();
    await postgres?.stop();
  }, 60_000);

  async function pull(login: Credentials): Promise<number> {
    const [server] = servers;
    const { status, token } = await client.logIn(server ?? { url: "" }, login, SCOPE);
    if (status !== 200) return status;
    const headers = { Authorization: `Bearer ${token}`, Accept: "application/vnd.oci.image.manifest.v1+json" };
    const reply = await fetch(`${registry.url}/v2/docs/site/manifests/latest`, { headers });
    await reply.arrayBuffer();
    return reply.status;
  }

  test("a pull every 50 ms goes through a rotation without one failure", { timeout: 60_000 }, async () => {
    const statuses: number[] = [];
    const inFlight = new Set<Promise<unknown>>();
    let login: Credentials = robot;
    let isOver = false;
    const pulling = (async () => {
      for (; !isOver; await sleep(EVERY_MS)) {
        const one = pull(login).then((status) => statuses.push(status));
        inFlight.add(one);
        void one.finally(() => inFlight.delete(one));
      }
      await Promise.all(inFlight);
    })();
    const more = () => {
      const enough = statuses.length + PULLS_A_PHASE;
      return expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(enough);
    };
    await more();
    const { secret } = await refreshSecret(admin, { id: robot.id, grace: GRACE });
    await more();
    // The fleet gets the new secret while the old one still works.
    login = { ...robot, secret };
    await more();
    await Promise.all(inFlight);
    await endOldSecret(admin, { id: robot.id });
    await more();
    isOver = true;
    await pulling;
    expect([...new Set(statuses)]).toEqual([200]);
    expect(await pull(robot)).toBe(401);
    robot = { ...robot, secret };
  });

  if (provider === "postgresql")
    test("of two processes on one database that rotate at once, one wins, and two secrets work", async () => {
      const authorization = `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString("base64")}`;
      const rotate = async ({ url }: TestServer) => {
        const reply = await fetch(`${url}/api/v2.0/robots/${robot.id}/secret/rotate`, {
          method: "POST",
          headers: { Authorization: authorization, "Content-Type": "application/json" },
          body: JSON.stringify({ grace_seconds: 3600 }),
        });
        return { status: reply.status, ...((await reply.json()) as { secret?: string }) };
      };
      let old: Credentials = robot;
      for (let round = 0; round < 5; round++) {
        const made = await Promise.all(servers.map(rotate));
        const won = made.filter(({ status }) => status === 200);
        expect(made.every(({ status }) => status === 200 || status === 409)).toBe(true);
        // Requests that didn't overlap both succeed, one after the other: the secret before the last is then the old one.
        const live = [old, ...won.map(({ secret = "" }) => ({ ...robot, secret }))];
        const statuses = await Promise.all(live.map((login) => pull(login)));
        expect(statuses.filter((status) => status === 200)).toHaveLength(2);
        const { secret } = await refreshSecret(admin, { id: robot.id });
        old = { ...robot, secret };
      }
    });
}
