import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BehindNginx, basic, startBehindNginx } from "./behind-nginx";
import { run } from "./clients/programs";

const D = `sha256:${"a1".repeat(32)}`;
const home = mkdtempSync(join(tmpdir(), "purser-refused-"));
let parts: BehindNginx;
let send: BehindNginx["send"];

beforeAll(async () => {
  parts = await startBehindNginx("nginx.conf");
  ({ send } = parts);
}, 60_000);
afterAll(async () => {
  await parts?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Status, type and the single error, as docker, crane and skopeo read them. */
async function refusal(...request: Parameters<BehindNginx["send"]>) {
  const { status, headers, body } = await send(...request);
  const { errors } = JSON.parse(body) as { errors: { code: string; message: string }[] };
  return { status, type: headers["content-type"], ...errors[0], headers };
}

test("no credentials, a wrong secret and an expired robot: 401 in JSON with one challenge and the reason", async () => {
  const { makeRobot: expiring, makeProject } = await import("../../testing/builders");
  const expired = await expiring({ project: await makeProject(), expiresAt: Date.parse("2026-01-01") / 1000 });
  const robot = await parts.makeRobot(["repository:pull"]);
  const path = "/v2/docs/site/manifests/latest";
  for (const [authorization, message] of [
    [null, /credentials or a token/],
    [basic({ ...robot, secret: "Wrong1234" }), /^wrong robot name or secret$/],
    [basic(expired), /^robot expired on 2026-01-01$/],
  ] as const) {
    const { headers, ...rest } = await refusal(authorization, "GET", path);
    expect(rest).toEqual({
      status: 401,
      type: "application/json",
      code: "UNAUTHORIZED",
      message: expect.stringMatching(message),
    });
    expect(headers["www-authenticate"]).toBe(
      `Bearer realm="${parts.front.url}/service/token",service="registry",scope="repository:docs/site:pull"`,
    );
  }
});

test("a missing permission: 403 in JSON; a token without the scope: 401 with the challenge for it", async () => {
  const robot = await parts.makeRobot(["repository:pull"]);
  const denied = await refusal(basic(robot), "DELETE", `/v2/docs/site/manifests/${D}`);
  expect(denied).toMatchObject({ status: 403, type: "application/json", code: "DENIED" });
  expect(denied.message).toBe("artifact:delete is missing");
  expect(denied.headers["x-denied-permission"]).toBe("artifact:delete");
  const authorization = basic(robot);
  const reply = await send(authorization, "GET", "/service/token?service=registry&scope=repository:docs/site:pull");
  const { token } = JSON.parse(reply.body) as { token: string };
  const lacking = await refusal(`Bearer ${token}`, "DELETE", "/v2/docs/site/manifests/v1");
  expect(lacking).toMatchObject({ status: 401, type: "application/json", code: "UNAUTHORIZED" });
  expect(lacking.headers["www-authenticate"]).toContain('scope="tag:docs/site:delete",error="insufficient_scope"');
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const posted = await refusal(authorization, "POST", "/v2/docs/site/blobs/uploads/", Buffer.from("a=b"), form);
  expect(posted).toMatchObject({ status: 403, message: expect.stringContaining("can't be started with a form") });
  expect(await refusal(authorization, "GET", "/nowhere")).toMatchObject({ status: 403, code: "DENIED" });
});

test("a robot of some repositories and addresses: 403 outside its repositories, 401 from elsewhere, in JSON", async () => {
  const { makeRobot, makeProject } = await import("../../testing/builders");
  const project = await makeProject({ name: "limited" });
  const permissions = ["repository:pull"];
  const near = await makeRobot({ project, permissions, repositories: ["team/*"], allowedAddresses: ["127.0.0.0/8"] });
  const inside = await send(basic(near), "GET", "/v2/limited/team/a/tags/list");
  // Nothing has been pushed there: the registry itself answers.
  expect([inside.status, inside.body]).toEqual([404, expect.stringContaining("NAME_UNKNOWN")]);
  const outside = await refusal(basic(near), "GET", "/v2/limited/team/tags/list");
  expect(outside).toMatchObject({ status: 403, code: "DENIED", message: "repository:pull is missing" });
  const far = await makeRobot({ project, permissions, allowedAddresses: ["203.0.113.0/24"] });
  expect(await refusal(basic(far), "GET", "/v2/limited/team/a/tags/list")).toMatchObject({
    ...{ status: 401, type: "application/json", code: "UNAUTHORIZED" },
    message: `robot ${far.loginName} may not log in from 127.0.0.1`,
  });
});

test("docker and skopeo show the reason, not a complaint about HTML", async () => {
  const robot = await parts.makeRobot(["repository:pull"]);
  const { host } = parts.front;
  const env = { HOME: home, DOCKER_HOST: `unix://${home}/none` };
  const login = ["login", "--username", robot.loginName, "--password-stdin", host];
  const wrong = await run("docker", login, { env, input: "Wrong1234" });
  expect(wrong.output).toContain("wrong robot name or secret");
  expect(wrong.output).not.toContain("invalid character");
  expect((await run("docker", login, { env, input: robot.secret })).output).toContain("Login Succeeded");
  const creds = ["--tls-verify=false", "--creds", `${robot.loginName}:${robot.secret}`];
  const removed = await run("skopeo", ["delete", ...creds, `docker://${host}/docs/site:latest`], { env });
  expect(removed.code).not.toBe(0);
  expect(removed.output).not.toContain("<html>");
});

test("too many failed attempts: 429 with Retry-After and a message, although nginx itself would make it 500", async () => {
  const robot = await parts.makeRobot(["repository:pull"], "busy");
  const wrong = basic({ ...robot, secret: "Wrong1234" });
  let last = await refusal(wrong, "GET", "/v2/");
  for (let attempt = 0; attempt < 60 && last.status === 401; attempt++) last = await refusal(wrong, "GET", "/v2/");
  expect(last).toMatchObject({ status: 429, type: "application/json", code: "TOOMANYREQUESTS" });
  expect(last.message).toMatch(/^Too many failed attempts/);
  expect(Number(last.headers["retry-after"])).toBeGreaterThan(0);
});

test("a registry that is down, then a token service that is down: 503 in JSON", async () => {
  const robot = await parts.makeRobot(["repository:pull"]);
  const gone = { status: 503, type: "application/json", code: "UNAVAILABLE" };
  await parts.registry.stop();
  expect(await refusal(basic(robot), "GET", "/v2/")).toMatchObject(gone);
  await parts.purser.stop();
  expect(await refusal(basic(robot), "GET", "/v2/")).toMatchObject(gone);
});
