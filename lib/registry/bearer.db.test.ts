import { afterAll, beforeAll, expect, test } from "vitest";
import { inDays, makeProject, makeRobot } from "@/testing/builders";
import { getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { getDb } from "../db/client";
import { env } from "../env";
import { keyRing } from "./signing-keys";
import { CHECK_SUBJECT, signToken } from "./token";

let server: TestServer;
let docs: { id: number; name: string };

beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject({ name: "docs" });
});
afterAll(() => server.stop());

const nginx = (method: string, uri: string) => ({ "X-Original-Method": method, "X-Original-URI": uri });
const ask = (headers: Record<string, string>) => fetch(`${server.url}/service/authorize`, { headers });

test("the proxy rejects a token as soon as its robot is disabled, expired, deleted or loses the permission", async () => {
  const robot = await makeRobot({ project: docs, permissions: ["repository:pull", "tag:delete"] });
  const { token } = await getToken(server, robot, ["repository:docs/site:pull"]);
  const status = async (uri = "/v2/docs/site/manifests/latest") =>
    (await ask({ Authorization: `Bearer ${token}`, ...nginx("GET", uri) })).status;
  const set = (data: { disabled?: boolean; expiresAt?: bigint }) =>
    getDb().robot.update({ where: { id: robot.id }, data });
  expect(await status()).toBe(200);
  await set({ disabled: true });
  expect([await status(), await status("/v2/")]).toEqual([401, 401]);
  await set({ disabled: false, expiresAt: 1n });
  expect([await status(), await status("/v2/")]).toEqual([401, 401]);
  await set({ expiresAt: BigInt(inDays(1)) });
  expect(await status()).toBe(200);
  await getDb().robotGrant.updateMany({ where: { robotId: robot.id }, data: { access: "tag:delete" } });
  expect(await status()).not.toBe(200);
  expect(await status("/v2/")).toBe(200);
  await getDb().robot.delete({ where: { id: robot.id } });
  expect([await status(), await status("/v2/")]).toEqual([401, 401]);
});

test("the registry check's token passes the proxy for /v2/ only", async () => {
  const { TOKEN_ISSUER: issuer, REGISTRY_SERVICE: service } = env();
  const now = Math.floor(Date.now() / 1000);
  const { token } = await signToken((await keyRing()).signing, {
    ...{ issuer, service, subject: CHECK_SUBJECT, access: [], now, ttlSeconds: 60 },
    ...{ notAfter: Number.MAX_SAFE_INTEGER, withCertificate: false },
  });
  const status = async (uri: string) => (await ask({ Authorization: `Bearer ${token}`, ...nginx("GET", uri) })).status;
  expect(await status("/v2/")).toBe(200);
  expect(await status("/v2/docs/site/manifests/latest")).not.toBe(200);
});
