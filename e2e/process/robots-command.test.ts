import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { type Done, runPurser } from "../purser-command";
import { startServer, type TestServer } from "../server";

const PASSWORD = "a long Phrase 7";
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "purser-robots-"));
  server = await startServer({
    ...{ DATABASE_URL: `file:${join(folder, "purser.db")}`, AUTH_SECRET: "x".repeat(40) },
    ...{ ADMIN_USERNAME: "admin", ADMIN_PASSWORD: PASSWORD, REGISTRY_HOST: "registry.test" },
  });
  await fetch(`${server.url}/api/v2.0/projects`, {
    method: "POST",
    headers: { Authorization: basic("admin", PASSWORD), "Content-Type": "application/json" },
    body: JSON.stringify({ project_name: "documentation" }),
  });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function purser(args: string[], more: Record<string, string> = {}, input?: string): Promise<Done> {
  const settings = { PURSER_URL: server.url, PURSER_USERNAME: "admin", PURSER_PASSWORD: PASSWORD, ...more };
  return runPurser(folder, args, settings, input);
}

async function logIn(name: string, secret: string): Promise<number> {
  const headers = { Authorization: basic(name, secret) };
  return (await fetch(`${server.url}/service/token?service=registry`, { headers })).status;
}

const CI = "robot_documentation+ci";

test("a robot account is created, listed, edited, rotated, disabled and deleted; its secret is for its owner's eyes", async () => {
  const create = ["robots", "create", "ci", "--project", "documentation", "--expires", "90d"];
  const made = await purser([...create, "--permission", "repository:pull", "--repository", "site"]);
  expect(made).toMatchObject({ code: 0, errors: "" });
  const file = join(folder, "documentation+ci.secret");
  const secret = readFileSync(file, "utf8").trim();
  expect([made.out.includes(secret), statSync(file).mode & 0o777, await logIn(CI, secret)]).toEqual([
    false,
    0o600,
    200,
  ]);
  const again = await purser([...create, "--permission", "repository:pull"]);
  expect(again).toMatchObject({ code: 1, errors: expect.stringContaining("--secret-file") });
  const taken = await purser([...create, "--permission", "repository:pull", "--secret-file", "other"]);
  expect(taken).toMatchObject({ code: 1, errors: expect.stringContaining("already exists") });
  expect(readdirSync(folder)).not.toContain("other");

  expect((await purser(["robots", "list", "--project", "documentation"])).out).toMatch(
    /^ID +NAME[\s\S]*robot_documentation\+ci +active +\S+ +documentation \(site\): repository:pull/,
  );
  const edit = await purser(["robots", "edit", CI, "--permission", "repository:push", "--expires", "never"]);
  expect(edit).toMatchObject({ code: 0, out: `${CI}: changed\n` });
  const shown = JSON.parse((await purser(["robots", "get", CI, "-o", "json"])).out);
  expect(shown).toMatchObject({ name: CI, expires_at: -1, permissions: [{ access: [{ action: "push" }] }] });

  const rotated = await purser(["robots", "rotate", CI, "--grace", "1h", "-o", "dockerconfig"]);
  const { auths } = JSON.parse(rotated.out);
  const fresh = Buffer.from(auths["registry.test"].auth, "base64").toString().replace(`${CI}:`, "");
  expect([await logIn(CI, secret), await logIn(CI, fresh)]).toEqual([200, 200]);
  expect((await purser(["robots", "end-old", String(shown.id)])).out).toBe(`${CI}: the old secret has ended\n`);
  expect([await logIn(CI, secret), await logIn(CI, fresh)]).toEqual([401, 200]);
  const env = (await purser(["robots", "rotate", CI, "-o", "env"])).out;
  expect(env).toMatch(/^REGISTRY_USERNAME=robot_documentation\+ci\nREGISTRY_PASSWORD=\w{32}\n$/);
  const manifest = parse((await purser(["robots", "rotate", CI, "-o", "k8s-secret"])).out);
  expect(manifest).toMatchObject({ kind: "Secret", type: "kubernetes.io/dockerconfigjson" });

  expect((await purser(["robots", "disable", CI])).out).toBe(`${CI}: disabled\n`);
  expect((await purser(["robots", "get", CI])).out).toContain("disabled");
  expect((await purser(["robots", "enable", CI])).code).toBe(0);
  expect((await purser(["robots", "delete", CI])).code).toBe(0);
  expect(await purser(["robots", "get", CI])).toMatchObject({
    code: 1,
    errors: expect.stringContaining("There is no robot account"),
  });
});

test("files are planned, applied, exported and pruned; a plan that differs exits with 2", async () => {
  const file = join(folder, "robots.yaml");
  const robots = (description: string) => `apiVersion: purser/v1
project: documentation
robots:
  - {name: ci, description: ${description}, expires: 90d, permissions: [repository:push, repository:pull]}
`;
  writeFileSync(file, robots("first"));
  const of = ["-f", file, "--owner", "gitops"];
  expect(await purser(["plan", ...of])).toMatchObject({ code: 2, out: expect.stringContaining(`+ ${CI}`) });
  const applied = await purser(["apply", ...of, "--secret-file", "made.json"]);
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining("1 created") });
  const [{ secret }] = JSON.parse(readFileSync(join(folder, "made.json"), "utf8"));
  expect([applied.out.includes(secret), await logIn(CI, secret)]).toEqual([false, 200]);
  const before = readdirSync(folder);
  expect(await purser(["apply", ...of])).toMatchObject({ code: 0, out: expect.stringContaining("Nothing to change") });
  expect(readdirSync(folder)).toEqual(before);
  expect((await purser(["plan", ...of])).code).toBe(0);

  writeFileSync(file, robots("second"));
  const plan = await purser(["plan", ...of]);
  expect(plan).toMatchObject({ code: 2, out: expect.stringContaining('description: "first" → "second"') });
  expect((await purser(["apply", ...of])).out).toContain("1 changed");

  const exported = (await purser(["export", "--project", "documentation"])).out;
  writeFileSync(join(folder, "exported.yaml"), exported);
  expect((await purser(["plan", "-f", "exported.yaml", "--owner", "gitops"])).code).toBe(0);

  writeFileSync(file, robots("third").replace("expires", "expire"));
  expect(await purser(["apply", ...of])).toMatchObject({
    code: 1,
    errors: expect.stringContaining(":4:36: there is no key “expire” here"),
  });
  const empty = "apiVersion: purser/v1\nproject: documentation\nrobots: []\n";
  expect((await purser(["apply", "-f", "-", "--owner", "gitops", "--prune"], {}, empty)).out).toContain("1 deleted");
  expect(await logIn(CI, secret)).toBe(401);
});

test("wrong credentials and a missing address say what to set, and the password can come from standard input", async () => {
  const list = ["robots", "list", "--level", "system"];
  const wrong = await purser(list, { PURSER_PASSWORD: "wrong" });
  expect(wrong).toMatchObject({ code: 1, errors: expect.stringContaining("Check PURSER_USERNAME") });
  expect((await purser(list, { PURSER_URL: "" })).errors).toContain("Set PURSER_URL");
  const typed = await purser([...list, "--password-stdin"], { PURSER_PASSWORD: "" }, `${PASSWORD}\n`);
  expect(typed).toMatchObject({ code: 0, errors: "" });
  expect((await purser(["robots", "create", "--help"])).out).toContain("--permission");
});
