import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { listAudit } from "@/lib/activity/queries";
import { listAuditSchema } from "@/lib/audit/schema";
import { findSession, hashOfToken } from "@/lib/credentials/session";
import { getDb } from "@/lib/db/client";
import { env } from "@/lib/env";
import { listMembers } from "@/lib/members/queries";
import { listMembersSchema } from "@/lib/members/schema";
import { changePassword } from "@/lib/people/service";
import { checkPassword } from "@/lib/people/sign-in";
import { getInstancePolicy } from "@/lib/policies/queries";
import { openPrivateKey } from "@/lib/registry/keys";
import { keyRing } from "@/lib/registry/signing-keys";
import { listRobots } from "@/lib/robots/queries";
import { listRobotsSchema } from "@/lib/robots/schema";
import { createRobot } from "@/lib/robots/service";
import { migrate } from "@/prisma/migrate";
import { names, newDatabase, run, upTo } from "@/testing/migration-database";
import { getToken, startDataPlane, type TestServer } from "@/testing/registry-server";

const RELEASE = "release-0.1";
const LAST_OF_RELEASE = "20261124163212_robots_by_time";
const SESSION_TOKEN = "a browser that was signed in before the upgrade";
const ASKED = [
  "repository:documentation/site:pull,push,delete",
  "repository:payments/api:pull,push",
  "artifact-repository:documentation:pull,push,delete",
  "scan:payments/api:create",
  "registry:catalog:*",
];

type Fixture = { people: Record<string, string>; robots: Record<string, string>; authSecret: string };
type Rows = Record<string, unknown>[];

const isSqlite = process.env.DATABASE_URL?.startsWith("file:") ?? false;
const provider = isSqlite ? "sqlite" : "postgresql";
const fixtureText = (extension: string) =>
  readFileSync(join("testing/fixtures", RELEASE, `${provider}.${extension}`), "utf8");
const fixture: Fixture = JSON.parse(fixtureText("json"));
const context = { address: "192.0.2.7", requestId: null };

let server: TestServer;
let before: Record<string, Rows>;
let after: Record<string, Rows>;

beforeAll(async () => {
  const url = await newDatabase();
  await migrate(url, upTo(names.indexOf(LAST_OF_RELEASE) + 1));
  await loadRelease(url);
  before = await rowsByTable(url);
  expect(await migrate(url)).toEqual(names.slice(names.indexOf(LAST_OF_RELEASE) + 1));
  after = await rowsByTable(url);
  Object.assign(process.env, { DATABASE_URL: url, AUTH_SECRET: fixture.authSecret });
  server = await startDataPlane();
});
afterAll(() => server.stop());

/** The rows of the release, a session, and a robot id that was used and deleted: the next one is 13. */
async function loadRelease(url: string): Promise<void> {
  // The rows come table by table in alphabetical order, children before parents.
  const unchecked = isSqlite ? "PRAGMA foreign_keys = OFF;" : "SET session_replication_role = replica;";
  await run(url, `${unchecked}\n${fixtureText("sql")}`);
  await run(
    url,
    isSqlite ? "UPDATE sqlite_sequence SET seq = 12 WHERE name = 'Robot'" : `SELECT setval('"Robot_id_seq"', 12)`,
  );
  const [now, later] = [0, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString().replace("Z", "+00:00"));
  await run(
    url,
    `INSERT INTO "Session" ("token", "userId", "expiresAt", "updatedAt", "ipAddress", "userAgent")
     VALUES ('${hashOfToken(SESSION_TOKEN)}', 2, '${later}', '${now}', '192.0.2.7', 'curl')`,
  );
}

async function rowsByTable(url: string): Promise<Record<string, Rows>> {
  const tables = await run(
    url,
    isSqlite
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
      : "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
  );
  const found: Record<string, Rows> = {};
  for (const { name } of tables) {
    if (name !== "_prisma_migrations") found[`${name}`] = await run(url, `SELECT * FROM "${name}" ORDER BY 1`);
  }
  return found;
}

/** `rows` with the columns of `like` alone. */
function columnsOf(rows: Rows, like: Rows): Rows {
  const kept = Object.keys(like[0] ?? {});
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => kept.includes(column))));
}

async function actorOf(username: string): Promise<Actor> {
  return (await checkPassword(context, { username, password: fixture.people[username] ?? "" })).actor;
}

test("an upgrade keeps every row of every table that still exists, and the values of its columns", () => {
  const gone = Object.keys(before).filter((table) => !after[table]);
  expect(gone.sort()).toEqual(["Account", "Verification"]);
  for (const [table, rows] of Object.entries(before)) {
    const kept = after[table];
    if (!kept) continue;
    expect([table, kept.length]).toEqual([table, rows.length]);
    expect(columnsOf(kept, rows)).toEqual(columnsOf(rows, kept));
  }
  expect(before.AuditEvent?.length).toBeGreaterThan(10);
  const hashes = (rows: Rows = [], column: string) => rows.map((row) => row[column]);
  expect(hashes(after.User, "passwordHash")).toEqual(hashes(before.Account, "password"));
});

test.each(Object.entries(fixture.people))("%s signs in with the old password", async (username, password) => {
  const { actor } = await checkPassword(context, { username, password });
  expect(actor).toMatchObject({ username, isAdmin: username === "alice" });
  const wrong = checkPassword(context, { username, password: `${password}!` });
  await expect(wrong).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

test("a signed-in person stays signed in and can change their password", async () => {
  const session = await findSession(SESSION_TOKEN);
  expect(session?.person).toMatchObject({ username: "bruno" });
  const [actor, password] = [await actorOf("bruno"), "Orchard-lamp-7"];
  await changePassword(actor, { current: fixture.people.bruno ?? "", password, repeat: password }, session?.id ?? 0);
  fixture.people.bruno = password;
  expect(await actorOf("bruno")).toMatchObject({ username: "bruno" });
});

const ALL_OF_DOCUMENTATION = [
  "repository:documentation/site:pull,push,delete",
  "artifact-repository:documentation:pull,push,delete",
];

test.each([
  ["robot_documentation+ci", ALL_OF_DOCUMENTATION],
  ["robot_documentation+never", ["repository:documentation/site:pull"]],
  ["robot_documentation+manual", ["repository:documentation/site:pull"]],
  ["robot_payments+deploy.prod", ["repository:payments/api:pull"]],
  [
    "robot_everywhere",
    ["repository:documentation/site:pull", "repository:payments/api:pull,push", "registry:catalog:*"],
  ],
  ["robot_two", ["repository:documentation/site:pull", "scan:payments/api:create"]],
])("%s logs in with its old secret and has the same access", async (loginName, granted) => {
  const reply = await getToken(server, { loginName, secret: fixture.robots[loginName] ?? "" }, ASKED);
  const held = reply.granted.filter((scope) => !scope.endsWith(":"));
  expect([reply.status, held]).toEqual([200, granted]);
});

test.each([
  ["robot_documentation+disabled", "robot disabled on 2026-11-27"],
  ["robot_documentation+expired", "robot expired on 2023-11-14"],
])("%s is still refused", async (loginName, message) => {
  const reply = await getToken(server, { loginName, secret: fixture.robots[loginName] ?? "" }, ASKED);
  expect([reply.status, reply.body.errors?.[0]?.message]).toEqual([401, message]);
});

test("lists, roles, the policy and the audit log are unchanged", async () => {
  const [alice, carla] = [await actorOf("alice"), await actorOf("carla")];
  const listed = async (home: string | null) =>
    (await listRobots(alice, home, listRobotsSchema.parse({ sort: "name", dir: "asc" }))).rows.map(
      ({ loginName, status }) => `${loginName} ${status}`,
    );
  expect(await listed("documentation")).toEqual([
    "robot_documentation+ci active",
    "robot_documentation+disabled disabled",
    "robot_documentation+expired expired",
    "robot_documentation+manual active",
    "robot_documentation+never active",
  ]);
  expect(await listed("payments")).toEqual(["robot_payments+deploy.prod active"]);
  expect(await listed(null)).toEqual(["robot_everywhere active", "robot_two active"]);
  const members = await listMembers(carla, "documentation", listMembersSchema.parse({}));
  expect(members.rows.map(({ username, role }) => `${username} ${role}`)).toEqual([
    "alice admin",
    "bruno admin",
    "carla viewer",
  ]);
  expect(await getInstancePolicy(alice)).toEqual({
    ...{ maxGraceDays: null, apiGraceSeconds: null, disableOnReuse: false },
    ...{ maxDays: 365, forbidNever: false, idleDays: 30, version: 1 },
  });
  const log = await listAudit(alice, "payments", listAuditSchema.parse({ size: 100 }));
  expect(log.rows.map(({ action }) => action)).toContain("robot.delete");
});

test("the old signing key is decrypted with AUTH_SECRET and stays in use", async () => {
  const [stored] = await getDb().signingKey.findMany();
  const pem = await openPrivateKey(stored?.privateKeyEncrypted ?? "", stored?.kid ?? "", env().AUTH_SECRET);
  expect(pem).toContain("PRIVATE KEY");
  expect((await keyRing()).signing.kid).toBe(stored?.kid);
});

test("a new robot gets an id that no robot had before", async () => {
  const input = { project: "payments", name: "new", description: "", duration: 30 };
  await createRobot(await actorOf("alice"), {
    ...input,
    access: { projects: [{ project: "payments", permissions: ["repository:pull"] }], system: [] },
    creationKey: crypto.randomUUID(),
  });
  const made = await getDb().robot.findUnique({ where: { loginName: "robot_payments+new" }, select: { id: true } });
  expect(made).toEqual({ id: 13 });
});
