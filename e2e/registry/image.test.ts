import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnectDb } from "../../lib/db/client";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import { certificateBundle } from "./console";
import { startDistribution } from "./distribution";
import { type Container, imageFolder, rootOf, runImage } from "./image";

const MIB = 1024 * 1024;
const MAX_MIB = 250;
/** Packages that the server imports only with certain settings. */
const LOADED_LATE = ["sdk-trace-node", "exporter-trace-otlp-http"].map((name) => `node_modules/@opentelemetry/${name}`);
/** A busy machine takes long to start it; nothing here is a measurement. */
const START_MS = 120_000;
const ADMIN = { ADMIN_USERNAME: "admin", ADMIN_PASSWORD: "a long Phrase 7" };
const AS_ADMIN = `Basic ${Buffer.from(`${ADMIN.ADMIN_USERNAME}:${ADMIN.ADMIN_PASSWORD}`).toString("base64")}`;
const AUTH_SECRET = randomBytes(32).toString("hex");

let folder: string;
let root: { flags: string[]; bytes: number };
let postgres: TestPostgres;

beforeAll(async () => {
  folder = imageFolder();
  const [{ stdout: files }, started] = await Promise.all([
    promisify(execFile)(process.execPath, ["scripts/image.mjs", join(folder, "app")]),
    startPostgres(),
  ]);
  postgres = started;
  root = rootOf(join(folder, "app"));
  console.log(`image: ${files.trim()}, ${(root.bytes / MIB).toFixed(0)} MiB with Node and its libraries`);
}, 120_000);
afterAll(async () => {
  await disconnectDb();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Robot = { name: string; secret: string };

async function post({ url }: Container, path: string, body: object): Promise<Response> {
  const headers = { Authorization: AS_ADMIN, "Content-Type": "application/json" };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(201);
  return response;
}

async function createRobot(container: Container): Promise<Robot> {
  await post(container, "/api/v2.0/projects", { project_name: "docs" });
  const permissions = [{ kind: "project", namespace: "docs", access: [{ resource: "repository", action: "pull" }] }];
  const robot = { name: "ci", duration: 30, level: "project", permissions };
  return (await (await post(container, "/api/v2.0/robots", robot)).json()) as Robot;
}

test("the image has the files of production and nothing else", () => {
  const has = (path: string) => existsSync(join(folder, "app", path));
  expect(
    ["dist/server.js", "dist/purser.js", ".next/BUILD_ID", "prisma/sqlite/migrations", ...LOADED_LATE].filter(
      (p) => !has(p),
    ),
  ).toEqual([]);
  const unwanted = [
    "node_modules/typescript",
    "node_modules/vitest",
    "node_modules/@img",
    ".next/cache",
    "data",
    "lib/env.ts",
  ];
  expect(unwanted.filter(has)).toEqual([]);
  expect(root.bytes / MIB).toBeLessThan(MAX_MIB);
});

test("it runs on SQLite as a user that nothing knows, with only /data and /tmp writable, and stops with code 0", {
  timeout: START_MS,
}, async () => {
  const container = await runImage(root.flags, ADMIN);
  console.log(`image: ready after ${container.readyMs.toFixed(0)} ms on a new SQLite file`);
  const robot = await createRobot(container);
  const Authorization = `Basic ${Buffer.from(`${robot.name}:${robot.secret}`).toString("base64")}`;
  const scope = "service=registry&scope=repository:docs/site:pull";
  const reply = await fetch(`${container.url}/service/token?${scope}`, { headers: { Authorization } });
  expect(reply.status).toBe(200);
  expect((await fetch(`${container.url}/sign-in`, { redirect: "manual" })).status).toBeLessThan(500);
  expect(await container.checkHealth()).toBe(0);
  expect(await container.stop()).toBe(0);
  expect(container.output()).not.toMatch(/EROFS|EACCES|"level":"(error|fatal)"/);
});

test("it runs on Postgres, and a robot logs in to a registry that trusts it", { timeout: START_MS }, async () => {
  await postgres.createDatabase("image");
  const DATABASE_URL = postgres.url("image");
  const container = await runImage(root.flags, { ...ADMIN, DATABASE_URL, AUTH_SECRET });
  console.log(`image: ready after ${container.readyMs.toFixed(0)} ms on a new Postgres database`);
  Object.assign(process.env, { DATABASE_URL, AUTH_SECRET });
  const robot = await createRobot(container);
  const registry = await startDistribution({
    realm: `${container.url}/service/token`,
    service: "registry",
    issuer: "purser",
    certificatePem: await certificateBundle(),
  });
  try {
    const logIn = (secret: string) => {
      const auth = ["--authfile", join(folder, "auth.json"), "--tls-verify=false"];
      return promisify(execFile)("skopeo", ["login", ...auth, "-u", robot.name, "-p", secret, registry.host]);
    };
    expect((await logIn(robot.secret)).stdout).toContain("Login Succeeded");
    await expect(logIn("wrong")).rejects.toThrow();
  } finally {
    await registry.stop();
    expect(await container.stop()).toBe(0);
  }
});
