import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BehindNginx, basic, startBehindNginx } from "./behind-nginx";
import { run, runOrFail } from "./clients/programs";
import { writeTinyImage } from "./clients/tiny-image";

const home = mkdtempSync(join(tmpdir(), "purser-one-host-"));
const env = { HOME: home, TMPDIR: home, DOCKER_HOST: `unix://${home}/none` };
let parts: BehindNginx;
let send: BehindNginx["send"];

beforeAll(async () => {
  parts = await startBehindNginx("nginx-one-host.conf");
  ({ send } = parts);
}, 60_000);
afterAll(async () => {
  await parts?.stop();
  rmSync(home, { recursive: true, force: true });
});

test("/v2/ is the registry, whose challenge names the host and port of the request; everything else is Purser", async () => {
  const challenge = `Bearer realm="${parts.front.url}/service/token",service="registry"`;
  const reply = await send(null, "GET", "/v2/");
  expect([reply.status, reply.headers["www-authenticate"]]).toEqual([401, challenge]);
  expect(JSON.parse(reply.body)).toMatchObject({ errors: [{ code: "UNAUTHORIZED" }] });
  expect(new URL(challenge.split('"')[1] ?? "").host).toBe(parts.front.host);
  expect(JSON.parse((await send(null, "GET", "/.well-known/jwks.json")).body)).toHaveProperty("keys");
  expect((await send(null, "GET", "/service/token?service=registry")).status).toBe(401);
  // The data plane alone returns 404 for what Next would serve.
  for (const path of ["/", "/projects", "/api/v2.0/robots"]) {
    const { status, headers, body } = await send(null, "GET", path);
    expect([path, status, headers["docker-distribution-api-version"], body]).toEqual([path, 404, undefined, ""]);
  }
});

test("docker logs in, skopeo pushes and pulls, and a missing permission is denied with a message", async () => {
  const robot = await parts.makeRobot(["repository:push"]);
  const reader = await parts.makeRobot(["repository:pull"]);
  const { host } = parts.front;
  const login = ["login", "--username", robot.loginName, "--password-stdin", host];
  expect((await run("docker", login, { env, input: robot.secret })).output).toContain("Login Succeeded");
  const { layout } = await writeTinyImage(join(home, "image"));
  const image = `docker://${host}/docs/site:1`;
  const as = ({ loginName, secret }: { loginName: string; secret: string }) => `${loginName}:${secret}`;
  const push = (who: typeof robot) =>
    run(
      "skopeo",
      ["--insecure-policy", "copy", "--dest-tls-verify=false", "--dest-creds", as(who), `oci:${layout}:1`, image],
      { env },
    );
  expect(await push(robot)).toMatchObject({ code: 0 });
  await runOrFail("skopeo", ["inspect", "--raw", "--tls-verify=false", "--creds", as(reader), image], { env });
  const refused = await push(reader);
  expect(refused.code).not.toBe(0);
  expect(refused.output).toMatch(/denied|unauthorized|authentication required/i);
});

test("a token for sixty repositories at once passes nginx, and the registry accepts it", async () => {
  const robot = await parts.makeRobot(["repository:push"]);
  const names = Array.from({ length: 60 }, (_, at) => `docs/service-${at}`);
  const scopes = names.map((name) => `scope=${encodeURIComponent(`repository:${name}:pull`)}`).join("&");
  const reply = await send(basic(robot), "GET", `/service/token?service=registry&${scopes}`);
  const { token } = JSON.parse(reply.body) as { token: string };
  for (const name of [names[0], names[59]])
    expect((await send(`Bearer ${token}`, "GET", `/v2/${name}/tags/list`)).status).toBe(404);
  expect((await send(`Bearer ${token}`, "GET", "/v2/docs/another/tags/list")).status).toBe(401);
});

test("a registry that is down is 503 in JSON", async () => {
  await parts.registry.stop();
  const { status, headers, body } = await send(null, "GET", "/v2/");
  expect([status, headers["content-type"]]).toEqual([503, "application/json"]);
  expect(JSON.parse(body)).toMatchObject({ errors: [{ code: "UNAVAILABLE" }] });
});
