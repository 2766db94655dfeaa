import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReverseProxy, startProxy } from "./proxies";

/** Where the proxies connect from, which is what TRUST_PROXY lists. Clients are other loopback addresses. */
const NGINX = "127.0.0.2";
const HAPROXY = "127.0.0.3";
const OFFICE = "127.0.0.50";
const STRANGER = "127.0.0.66";

const folder = mkdtempSync(join(tmpdir(), "purser-forwarded-"));
const running: { stop: () => Promise<unknown> }[] = [];
let robot: { loginName: string; secret: string };
/** The same token service behind 0, 1 and 2 proxies. */
const fronts: Record<string, string> = {};

beforeAll(async () => {
  const DATABASE_URL = `file:${join(folder, "test.db")}`;
  Object.assign(process.env, { DATA_DIR: folder, DATABASE_URL, TRUST_PROXY: `${NGINX}, ${HAPROXY}/32` });
  await (await import("../../prisma/migrate")).migrate(DATABASE_URL);
  const { disconnectDb } = await import("../../lib/db/client");
  running.push({ stop: disconnectDb });
  const purser = await (await import("../../testing/registry-server")).startDataPlane();
  running.push(purser);
  const upstream = new URL(purser.url).host;
  const start = async (...facts: Parameters<typeof startProxy>): Promise<ReverseProxy> => {
    const proxy = await startProxy(...facts);
    running.push(proxy);
    return proxy;
  };
  const nginx = await start("nginx", { upstream, source: NGINX });
  const haproxy = await start("haproxy", { upstream, source: HAPROXY });
  const haproxyThenNginx = await start("haproxy", { upstream: nginx.host, source: HAPROXY });
  const nginxThenHaproxy = await start("nginx", { upstream: haproxy.host, source: NGINX });
  Object.assign(fronts, {
    "no proxy": purser.url,
    nginx: nginx.url,
    haproxy: haproxy.url,
    "haproxy, then nginx": haproxyThenNginx.url,
    "nginx, then haproxy": nginxThenHaproxy.url,
  });
  const { makeProject, makeRobot } = await import("../../testing/builders");
  const project = await makeProject({ name: "docs" });
  robot = await makeRobot({ project, allowedAddresses: [OFFICE] });
}, 60_000);

afterAll(async () => {
  for (const one of running.reverse()) await one.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Answer = { status: number; body: string };

/** Asks for a token from a loopback address, with the header lines as given. */
function tokenFrom(front: string, localAddress: string, forwarded: string[] = []): Promise<Answer> {
  const { loginName, secret } = robot;
  const headers = {
    Authorization: `Basic ${Buffer.from(`${loginName}:${secret}`).toString("base64")}`,
    ...(forwarded.length > 0 && { "X-Forwarded-For": forwarded }),
  };
  return new Promise((resolve, reject) => {
    const url = `${fronts[front]}/service/token?service=registry&scope=repository:docs/a:pull`;
    const sent = request(url, { localAddress, headers }, (reply) => {
      text(reply).then((body) => resolve({ status: reply.statusCode ?? 0, body }), reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}

const FRONTS = ["no proxy", "nginx", "haproxy", "haproxy, then nginx", "nginx, then haproxy"];
describe.each(FRONTS)("behind %s", (front) => {
  test("the client’s own address decides", async () => {
    expect((await tokenFrom(front, OFFICE)).status).toBe(200);
    const refused = await tokenFrom(front, STRANGER);
    expect([refused.status, refused.body]).toEqual([
      401,
      JSON.stringify({
        errors: [{ code: "UNAUTHORIZED", message: `robot ${robot.loginName} may not log in from ${STRANGER}` }],
      }),
    ]);
  });

  test.each([
    [[OFFICE]],
    [[`${OFFICE}, ${NGINX}`]],
    [[`${OFFICE}, ${HAPROXY}, ${NGINX}`]],
    [[OFFICE, OFFICE]],
    [[`::ffff:${OFFICE}`]],
    [[`${OFFICE},`]],
    [["unknown", OFFICE]],
  ])("a stranger who sends X-Forwarded-For %j is still a stranger", async (forwarded) => {
    const { status, body } = await tokenFrom(front, STRANGER, forwarded);
    expect([status, body]).toEqual([401, expect.stringContaining(`may not log in from ${STRANGER}`)]);
  });

  test("the office is still let in whatever it sends", async () => {
    expect((await tokenFrom(front, OFFICE, [`${STRANGER}, x`, "::1"])).status).toBe(200);
  });
});
