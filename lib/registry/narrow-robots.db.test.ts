import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hashManualSecret } from "@/lib/credentials/secret";
import { makeProject, makeRobot, makeSystemRobot } from "@/testing/builders";
import { basic, getToken, postToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { getDb } from "../db/client";
import { logAddressRefusal } from "./address-refusals";

vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), TRUST_PROXY: true }) };
});

let server: TestServer;
let docs: { id: number; name: string };
type Robot = Awaited<ReturnType<typeof makeRobot>>;
beforeAll(async () => {
  server = await startDataPlane();
  docs = await makeProject({ name: "docs" });
});
afterAll(() => server.stop());

const from = (address: string) => ({ "X-Forwarded-For": address });
const asking = (method: string, uri: string) => ({ "X-Original-Method": method, "X-Original-URI": uri });
const authorize = (headers: Record<string, string>) => fetch(`${server.url}/service/authorize`, { headers });
const refusals = (robot: Robot) =>
  getDb().auditEvent.findMany({ where: { robotId: robot.id, action: "robot.log-in-from" }, orderBy: { id: "asc" } });

describe("a robot with a list of addresses", () => {
  const office = (overrides = {}) =>
    makeRobot({ project: docs, allowedAddresses: ["198.51.100.0/24", "2001:db8::/64"], ...overrides });

  test.each(["198.51.100.0", "198.51.100.255", "::ffff:198.51.100.7", "2001:db8::1", "2001:DB8:0:0:ffff::"])(
    "gets a token from %s, by GET and by POST",
    async (address) => {
      const robot = await office();
      expect((await getToken(server, robot, [], { headers: from(address) })).status).toBe(200);
      const form = { username: robot.loginName, password: robot.secret };
      expect((await postToken(server, form, [], from(address))).status).toBe(200);
      expect(await refusals(robot)).toEqual([]);
    },
  );

  test.each(["198.51.99.255", "198.51.101.0", "2001:db8:0:1::", "127.0.0.1"])(
    "is refused from %s, wherever it logs in",
    async (address) => {
      const robot = await office();
      const message = `robot ${robot.loginName} may not log in from ${address}`;
      const token = await getToken(server, robot, ["repository:docs/site:pull"], { headers: from(address) });
      expect([token.status, token.body.errors]).toEqual([401, [{ code: "UNAUTHORIZED", message }]]);
      const form = { username: robot.loginName, password: robot.secret };
      expect((await postToken(server, form, [], from(address))).body.errors?.[0]?.message).toBe(message);
      const asked = await authorize({ ...basic(robot), ...from(address), ...asking("GET", "/v2/docs/site/tags/list") });
      expect([asked.status, await asked.json()]).toEqual([401, { errors: [{ code: "UNAUTHORIZED", message }] }]);
      const { lastUsedAt, refusedAt, refusedAddress } = await getDb().robot.findUniqueOrThrow({
        where: { id: robot.id },
      });
      expect([lastUsedAt, refusedAddress]).toEqual([null, address]);
      expect(Date.now() - Number(refusedAt)).toBeLessThan(60_000);
    },
  );

  test("says nothing of the list to whoever has a wrong secret, generated or set manually", async () => {
    for (const secret of ["Right1234", undefined]) {
      const robot = await office(secret ? { secretHash: await hashManualSecret(secret) } : {});
      const wrong = { ...robot, secret: "Wrong1234" };
      const reply = await getToken(server, wrong, [], { headers: from("192.0.2.55") });
      expect([reply.status, reply.body.errors?.[0]?.message]).toEqual([401, "wrong robot name or secret"]);
      expect(await refusals(robot)).toEqual([]);
    }
  });

  test("tells a stranger’s address nothing about being disabled or expired", async () => {
    for (const state of [{ disabled: true }, { expiresAt: 1 }]) {
      const reply = await getToken(server, await office(state), [], { headers: from("192.0.2.56") });
      expect(reply.body.errors?.[0]?.message).toMatch(/may not log in from 192\.0\.2\.56$/);
    }
  });

  test("is recorded once per network and hour, however often and from how many clients at once", async () => {
    const robot = await office();
    const again = (address: string) => getToken(server, robot, [], { headers: from(address) });
    await Promise.all(Array.from({ length: 8 }, () => again("192.0.2.1")));
    for (const address of ["192.0.2.1", "192.0.2.2", "2001:db8:9::1", "2001:db8:9::2", "2001:db8:9:1::1"])
      expect((await again(address)).status).toBe(401);
    const rows = await refusals(robot);
    expect(rows.map(({ address }) => address)).toEqual(["192.0.2.1", "192.0.2.2", "2001:db8:9::1", "2001:db8:9:1::1"]);
    expect(rows[0]).toMatchObject({
      ...{ actorType: "anonymous", actorName: robot.loginName, result: "failed", projectName: "docs" },
      robotName: robot.loginName,
    });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    await again("192.0.2.1");
    vi.useRealTimers();
    expect(await refusals(robot)).toHaveLength(5);
  });

  test("whose secret is known in thousands of networks leaves 50 rows an hour", async () => {
    const robot = await office();
    for (let network = 0; network < 60; network++)
      expect((await getToken(server, robot, [], { headers: from(`192.0.3.${network}`) })).status).toBe(401);
    expect(await refusals(robot)).toHaveLength(50);
  });

  test("leaves no more rows when all those networks come at once", async () => {
    const robot = await office();
    const networks = Array.from({ length: 80 }, (_, network) => `192.0.3.${network}`);
    const refuse = (address: string) => logAddressRefusal({ robotId: robot.id, loginName: robot.loginName, address });
    await Promise.all(networks.map(refuse));
    expect(await refusals(robot)).toHaveLength(50);
  });

  test("with a token from before the list was set keeps working until the token expires", async () => {
    const robot = await makeRobot({ project: docs });
    const { token } = await getToken(server, robot, ["repository:docs/site:pull"], { headers: from("192.0.2.9") });
    const allowedAddresses = JSON.stringify([{ network: "198.51.100.4", note: "" }]);
    await getDb().robot.update({ where: { id: robot.id }, data: { allowedAddresses }, select: { id: true } });
    const bearer = { Authorization: `Bearer ${token}`, ...from("192.0.2.9") };
    expect((await authorize({ ...bearer, ...asking("GET", "/v2/docs/site/tags/list") })).status).toBe(200);
    expect((await getToken(server, robot, [], { headers: from("192.0.2.9") })).status).toBe(401);
  });
});

describe("a robot of some repositories", () => {
  let robot: Robot;
  const D = `sha256:${"a1".repeat(32)}`;
  const keys = ["repository:push", "artifact:delete", "tag:create", "tag:delete", "scan:create"];
  beforeAll(async () => {
    robot = await makeRobot({ project: docs, permissions: keys, repositories: ["site", "team/*"] });
  });

  test("gets actions inside, and none outside without an error", async () => {
    const scopes = ["site", "site/a", "team", "team/a", "team/a/b", "teamx"].map((name) => `repository:docs/${name}:*`);
    const reply = await getToken(server, robot, [
      ...scopes,
      "artifact-repository:docs:pull",
      "repository:other/site:pull",
    ]);
    expect(reply.status).toBe(200);
    expect(reply.granted).toEqual([
      ...["repository:docs/site:pull,push,delete", "repository:docs/site/a:", "repository:docs/team:"],
      ...["repository:docs/team/a:pull,push,delete", "repository:docs/team/a/b:pull,push,delete"],
      ...["repository:docs/teamx:", "artifact-repository:docs:", "repository:other/site:"],
    ]);
  });

  const artifactOf = (name: string) => `/api/v2.0/projects/docs/repositories/${name}/artifacts/latest`;
  test.each([
    ["GET", "/v2/docs/team/a/manifests/latest", "/v2/docs/team/manifests/latest"],
    ["HEAD", `/v2/docs/site/blobs/${D}`, `/v2/docs/sitex/blobs/${D}`],
    ["PUT", "/v2/docs/team/a/b/manifests/v1", "/v2/docs/teamx/b/manifests/v1"],
    ["POST", "/v2/docs/site/blobs/uploads/", "/v2/docs/site/a/blobs/uploads/"],
    [
      "POST",
      "/v2/docs/site/blobs/uploads/?mount=x&from=docs/team/a",
      "/v2/docs/site/blobs/uploads/?mount=x&from=docs/other",
    ],
    ["POST", "/v2/docs/team/a/blobs/uploads/?from=docs/site", "/v2/docs/other/blobs/uploads/?from=docs/site"],
    ["DELETE", `/v2/docs/site/manifests/${D}`, `/v2/docs/other/manifests/${D}`],
    ["DELETE", "/v2/docs/site/manifests/v1", "/v2/docs/other/manifests/v1"],
    ["POST", `${artifactOf("team/a")}/tags`, `${artifactOf("team")}/tags`],
    ["POST", `${artifactOf("site")}/scan`, `${artifactOf("other")}/scan`],
    ["GET", "/v2/", "/docs/index.yaml"],
  ])("%s %s is let in, %s is not", async (method, inside, outside) => {
    const ask = (uri: string) =>
      authorize({ ...basic(robot), "Content-Type": "application/json", ...asking(method, uri) });
    expect((await ask(inside)).status).toBe(200);
    expect((await ask(outside)).status).toBe(403);
  });

  test("loses what an issued token still grants as soon as its repositories change", async () => {
    const changing = await makeRobot({ project: docs, permissions: ["repository:pull"], repositories: ["site"] });
    const { token } = await getToken(server, changing, ["repository:docs/site:pull"]);
    const ask = () =>
      authorize({ Authorization: `Bearer ${token}`, ...asking("GET", "/v2/docs/site/tags/list") }).then(
        (r) => r.status,
      );
    expect(await ask()).toBe(200);
    const where = { robotId: changing.id };
    await getDb().robotGrant.updateMany({ where, data: { repositories: "other" } });
    expect(await ask()).toBe(403);
  });

  test("of every project has them in each, beside what it has in one by name", async () => {
    const wide = await makeSystemRobot({
      grants: [
        { kind: "project", projectId: null, access: "repository:pull", repositories: "base/*" },
        { kind: "project", projectId: docs.id, access: "repository:push", repositories: "site" },
      ],
    });
    await makeProject({ name: "second" });
    const names = ["docs/base/a", "docs/site", "docs/x", "second/base/a", "second/site", "unknown/base/a"];
    const { granted } = await getToken(
      server,
      wide,
      names.map((name) => `repository:${name}:pull,push`),
    );
    expect(granted.map((text) => text.split(":").at(-1))).toEqual(["pull", "pull,push", "", "pull", "", ""]);
  });

  test("answers 100,000 fuzzed scopes without an internal error", async () => {
    const pieces = ["docs", "team", "site", "/", "/", ":", "pull", "*", ",", "..", "é", "\0", "repository", "a"];
    let state = 11;
    const any = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return pieces[(state >>> 8) % pieces.length] ?? "";
    };
    const statuses = new Set<number>();
    for (let request = 0; request < 500; request++) {
      // A malformed scope refuses all of its request, so half of them are well-formed.
      const scopes = Array.from({ length: 200 }, (_, index) =>
        request % 2 === 0
          ? `scan:docs/team/${(request * 200 + index).toString(36)}:x`
          : `${any()}${any()}:${any()}${any()}${any()}:${any()}`,
      );
      const form = { username: robot.loginName, password: robot.secret };
      statuses.add((await postToken(server, form, scopes)).status);
    }
    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
    expect(statuses.size).toBeGreaterThan(0);
  });
});
