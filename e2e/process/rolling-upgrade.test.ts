import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import { startServer, type TestServer } from "../server";

const NEXT_MIGRATION = "29990101000000_next_release";
/** What a release may do to a table while the one before it is still running: add what has a default. */
const NEXT_SQL = `ALTER TABLE "Robot" ADD COLUMN "nextRelease" TEXT NOT NULL DEFAULT 'unset';
CREATE INDEX "Robot_nextRelease_idx" ON "Robot"("nextRelease");
`;
const ADMIN = { ADMIN_USERNAME: "admin", ADMIN_PASSWORD: "a long Phrase 7" };
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
const AS_ADMIN = basic(ADMIN.ADMIN_USERNAME, ADMIN.ADMIN_PASSWORD);

let postgres: TestPostgres;
let nextRelease: string;

beforeAll(async () => {
  postgres = await startPostgres();
  nextRelease = makeNextRelease();
});
afterAll(async () => {
  rmSync(nextRelease, { recursive: true, force: true });
  await postgres?.stop();
});

/** A folder with this build and one migration more. */
function makeNextRelease(): string {
  const folder = mkdtempSync(join(tmpdir(), "purser-next-release-"));
  for (const copied of ["dist", "prisma", "package.json", "next.config.mjs"])
    cpSync(copied, join(folder, copied), { recursive: true });
  for (const linked of [".next", "node_modules", "lib", "public"]) symlinkSync(resolve(linked), join(folder, linked));
  const migration = join(folder, "prisma/postgresql/migrations", NEXT_MIGRATION);
  mkdirSync(migration);
  writeFileSync(join(migration, "migration.sql"), NEXT_SQL);
  return folder;
}

type Robot = { name: string; secret: string };

async function createRobot(server: TestServer, name: string): Promise<Robot> {
  const access = [{ resource: "repository", action: "pull" }];
  const permissions = [{ kind: "project", namespace: "upgrade", access }];
  const response = await fetch(`${server.url}/api/v2.0/robots`, {
    method: "POST",
    headers: { Authorization: AS_ADMIN, "Content-Type": "application/json" },
    body: JSON.stringify({ name, duration: 30, level: "project", permissions }),
  });
  expect([response.status, name]).toEqual([201, name]);
  return (await response.json()) as Robot;
}

async function logIn(server: TestServer, robot: Robot): Promise<number> {
  const scope = encodeURIComponent("repository:upgrade/app:pull");
  const headers = { Authorization: basic(robot.name, robot.secret) };
  return (await fetch(`${server.url}/service/token?service=registry&scope=${scope}`, { headers })).status;
}

async function robotNames(server: TestServer): Promise<string[]> {
  const query = "q=Level=project,ProjectID=1&page_size=100&sort=id";
  const response = await fetch(`${server.url}/api/v2.0/robots?${query}`, { headers: { Authorization: AS_ADMIN } });
  return ((await response.json()) as { name: string }[]).map(({ name }) => name);
}

/** Creates robots and logs in with each, until it is stopped; a refusal fails the test. */
function keepWorking(server: TestServer): { stop: () => Promise<number> } {
  let isStopped = false;
  const work = async () => {
    let count = 0;
    for (; !isStopped; await sleep(20)) {
      const robot = await createRobot(server, `meanwhile-${++count}`);
      expect(await logIn(server, robot)).toBe(200);
    }
    return count;
  };
  const working = work();
  working.catch(() => {});
  return {
    stop: () => {
      isStopped = true;
      return working;
    },
  };
}

test("a release and the next one serve one database side by side, and the older one does not start on it again", async () => {
  await postgres.createDatabase("upgrade");
  const settings = { ...ADMIN, DATABASE_URL: postgres.url("upgrade"), AUTH_SECRET: randomBytes(32).toString("hex") };
  const older = await startServer(settings);
  let newer: TestServer | undefined;
  try {
    const made = await fetch(`${older.url}/api/v2.0/projects`, {
      method: "POST",
      headers: { Authorization: AS_ADMIN, "Content-Type": "application/json" },
      body: JSON.stringify({ project_name: "upgrade" }),
    });
    expect(made.status).toBe(201);
    const working = keepWorking(older);
    newer = await startServer(settings, { folder: nextRelease });
    expect(newer.output()).toContain(NEXT_MIGRATION);
    const fromNewer = await createRobot(newer, "from-newer");
    expect(await logIn(older, fromNewer)).toBe(200);
    expect(await working.stop()).toBeGreaterThan(0);
    const fromOlder = await createRobot(older, "from-older");
    expect(await logIn(newer, fromOlder)).toBe(200);
    expect(await robotNames(newer)).toEqual(await robotNames(older));

    await older.stop();
    await expect(startServer(settings)).rejects.toThrow(NEXT_MIGRATION);
    expect(await logIn(newer, fromOlder)).toBe(200);
  } finally {
    await older.stop();
    await newer?.stop();
  }
}, 60_000);
