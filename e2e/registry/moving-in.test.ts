import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getDb } from "@/lib/db/client";
import { importOptionsSchema } from "@/lib/imports/schema";
import { applyImport, prepareImport } from "@/lib/imports/service";
import { settleFirstLogins } from "@/lib/registry/first-login";
import { makeUser } from "@/testing/builders";
import { type BehindNginx, startBehindNginx } from "./behind-nginx";
import { run } from "./clients/programs";
import { writeTinyImage } from "./clients/tiny-image";
import { startHtpasswdRegistry } from "./htpasswd";

/** Names as Harbor, Quay and people make them. */
const KNOWN = [
  { loginName: "robot$moved+ci", secret: "Kj3hG6fD9sA2qW5eR8tY1uI4oP7zX0cV" },
  { loginName: "deploy", secret: "hunter2 with spaces" },
];
const LEARNED = { loginName: "moved+later", secret: "Learned-At-First-1" };

const home = mkdtempSync(join(tmpdir(), "purser-moving-in-"));
const env = { HOME: home, TMPDIR: home, DOCKER_HOST: `unix://${home}/none` };
let old: Awaited<ReturnType<typeof startHtpasswdRegistry>>;
let isOldGone = false;
let parts: BehindNginx;
let layout: string;

beforeAll(async () => {
  old = await startHtpasswdRegistry([...KNOWN, LEARNED], 5);
  parts = await startBehindNginx("nginx-one-host.conf");
  ({ layout } = await writeTinyImage(join(home, "image")));
}, 60_000);
afterAll(async () => {
  await parts?.stop();
  if (!isOldGone) await old?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** What a pipeline does: the same on the old registry and on ours. */
async function pipeline(host: string, { loginName, secret }: (typeof KNOWN)[number]): Promise<void> {
  const login = ["login", "--username", loginName, "--password-stdin", host];
  expect((await run("docker", login, { env, input: secret })).output).toContain("Login Succeeded");
  const wrong = await run("docker", login, { env, input: `${secret}x` });
  expect(wrong.code).not.toBe(0);
  const image = `docker://${host}/moved/site:1`;
  const creds = `${loginName}:${secret}`;
  const push = [
    "--insecure-policy",
    "copy",
    "--dest-tls-verify=false",
    "--dest-creds",
    creds,
    `oci:${layout}:1`,
    image,
  ];
  expect(await run("skopeo", push, { env })).toMatchObject({ code: 0 });
  const inspect = ["inspect", "--raw", "--tls-verify=false", "--creds", creds, image];
  expect(await run("skopeo", inspect, { env })).toMatchObject({ code: 0 });
}

async function importText(text: string, options: Record<string, string>): Promise<void> {
  const admin = await makeUser({ isAdmin: true });
  const file = (async function* () {
    yield Buffer.from(text);
  })();
  const { id } = await prepareImport(admin, importOptionsSchema.parse(options), file);
  expect(await applyImport(admin, id, Date.now() + 30_000)).toBe(true);
}

test("the users of an htpasswd file log in, push and pull on Purser as they did before", async () => {
  for (const robot of KNOWN) await pipeline(old.host, robot);
  const lines = readFileSync(join(old.folder, "htpasswd"), "utf8").split("\n");
  const file = lines.filter((line) => !line.startsWith(LEARNED.loginName)).join("\n");
  await importText(file, { source: "htpasswd", project: "moved" });
  for (const robot of KNOWN) await pipeline(parts.front.host, robot);
  await settleFirstLogins();
  const rows = await getDb().robot.findMany({
    where: { loginName: { in: KNOWN.map(({ loginName }) => loginName) } },
    select: { secretHash: true, movedAt: true },
  });
  expect(rows.map(({ secretHash }) => secretHash.replace(/[^$]*$/, "")).sort()).toEqual(["bcrypt$$2b$12$", "sha256$"]);
  expect(rows.every(({ movedAt }) => movedAt !== null)).toBe(true);
});

test("a secret that only the old registry knows is learned, and works after that registry is gone", async () => {
  const line = { name: LEARNED.loginName, project: "moved", permissions: ["repository:push"] };
  await importText(JSON.stringify(line), { source: "jsonl", learn_from: `http://${old.host}` });
  await pipeline(parts.front.host, LEARNED);
  await old.stop();
  isOldGone = true;
  await pipeline(parts.front.host, LEARNED);
});
