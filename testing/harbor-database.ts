import { execFileSync } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { generateSecret } from "@/lib/credentials/secret";
import { HARBOR_EXPORT, HARBOR_SELECT } from "@/lib/imports/statement";
import { startPostgres } from "./postgres";

/** The tables of Harbor that the printed statement reads, with their own columns. */
const TABLES = `
CREATE TABLE harbor_user (user_id serial PRIMARY KEY, username varchar(255));
CREATE TABLE user_group (id serial PRIMARY KEY, group_name varchar(255));
CREATE TABLE project (project_id serial PRIMARY KEY, owner_id int, name varchar(255), deleted boolean DEFAULT false,
  creation_time timestamp DEFAULT now());
CREATE TABLE project_member (id serial PRIMARY KEY, project_id int, entity_id int, entity_type char(1), role int);
CREATE TABLE robot (id serial PRIMARY KEY, name varchar(255), description varchar(1024), project_id bigint,
  expiresat bigint, disabled boolean DEFAULT false, visible boolean DEFAULT true, secret varchar(2048),
  salt varchar(64), duration int, creation_time timestamp DEFAULT now(), update_time timestamp DEFAULT now());
CREATE TABLE role_permission (id serial PRIMARY KEY, role_type varchar(255), role_id int, permission_policy_id int);
CREATE TABLE permission_policy (id serial PRIMARY KEY, scope varchar(255), resource varchar(255), action varchar(255),
  effect varchar(255));
CREATE TABLE properties (id serial PRIMARY KEY, k varchar(64), v varchar(1024));
INSERT INTO properties (k, v) VALUES ('robot_name_prefix', 'robot$');`;

export type HarborRobot = { id: number; loginName: string; secret: string; disabled: boolean };
export type HarborCounts = { robots: number; projects: number; members: number; usernames: readonly string[] };

const ACTIONS = [
  ...[["repository", "pull"] as const, ["repository", "push"] as const, ["artifact", "delete"] as const],
  ...[["tag", "create"] as const, ["artifact", "list"] as const, ["robot", "list"] as const],
];

/** Fills a database as Harbor would. Every tenth robot is a system robot, every 50th disabled, one has no secret. */
async function fill(client: Client, counts: HarborCounts): Promise<HarborRobot[]> {
  await client.query(TABLES);
  const names = Array.from({ length: counts.projects }, (_, index) => `team-${index + 1}`);
  await client.query(`INSERT INTO harbor_user (username) SELECT unnest($1::text[])`, [counts.usernames]);
  await client.query(`INSERT INTO user_group (group_name) VALUES ('developers')`);
  await client.query(`INSERT INTO project (name, owner_id) SELECT unnest($1::text[]), 1`, [names]);
  await client.query(`INSERT INTO project (name, owner_id, deleted) VALUES ('gone#99', 1, true)`);
  await client.query(
    `INSERT INTO project_member (project_id, entity_id, entity_type, role)
     SELECT 1 + n % $1::int, 1 + n % $2::int, 'u', 1 + n % 5 FROM generate_series(0, $3::int - 2) n
     UNION ALL SELECT 1, 1, 'g', 2`,
    [counts.projects, counts.usernames.length, counts.members],
  );
  const robots = Array.from({ length: counts.robots }, (_, index) => robotOf(index + 1, counts.projects));
  await client.query(
    `INSERT INTO robot (id, name, description, project_id, expiresat, disabled, secret, salt, duration)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(id int, name text, description text, project_id bigint,
       expiresat bigint, disabled boolean, secret text, salt text, duration int)`,
    [JSON.stringify(robots.map(({ row }) => row))],
  );
  await client.query(`INSERT INTO robot (id, name, project_id, visible) VALUES (1000000, 'scanner', 0, false)`);
  await client.query(
    `WITH given AS (SELECT row_number() OVER () AS id, * FROM jsonb_to_recordset($1::jsonb) AS g(role int, scope text, resource text, action text)),
       policies AS (INSERT INTO permission_policy (id, scope, resource, action, effect) SELECT id, scope, resource, action, 'allow' FROM given)
     INSERT INTO role_permission (role_type, role_id, permission_policy_id) SELECT 'robotaccount', role, id FROM given`,
    [JSON.stringify(robots.flatMap(({ rights }) => rights))],
  );
  return robots.map(({ robot }) => robot);
}

function robotOf(id: number, projects: number) {
  const isSystem = id % 10 === 0;
  const project = 1 + (id % projects);
  // Harbor's users can set weaker ones; stretching each of ours would take minutes.
  const secret = id === 7 ? "Harbor12345" : generateSecret();
  const salt = randomBytes(16).toString("hex");
  const name = isSystem ? `ops-${id}` : `team-${project}+ci-${id}`;
  const disabled = id % 50 === 0;
  const scope = isSystem ? "/project/*" : `/project/${project}`;
  const rights = ACTIONS.map(([resource, action]) => ({ role: id, scope, resource, action }));
  const hash = pbkdf2Sync(secret, salt, 4096, 16, "sha256").toString("hex");
  const description = id === 3 ? 'back\\slash "quoted"\nsecond line' : "";
  return {
    row: {
      ...{ id, name, description, disabled, salt, secret: hash, duration: -1, expiresat: -1 },
      project_id: isSystem ? 0 : project,
    },
    rights,
    robot: { id, loginName: `robot$${name}`, secret, disabled },
  };
}

export type HarborExport = { file: string; robots: HarborRobot[]; tool: "psql" | "pg"; mode: number };

const PSQL = ["/usr/bin/psql", "/usr/local/bin/psql"].find((path) => existsSync(path));

/** Makes a database of Harbor's and exports it as the page says: by psql, or without it by the same query. */
export async function exportHarbor(counts: HarborCounts): Promise<HarborExport> {
  const postgres = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), "purser-harbor-"));
  try {
    await postgres.createDatabase("registry");
    const client = new Client({ connectionString: postgres.url("registry") });
    await client.connect();
    const robots = await fill(client, counts).finally(() => client.end());
    const path = join(folder, "harbor-robots.jsonl");
    if (PSQL) {
      const url = new URL(postgres.url("registry"));
      const env = { PGHOST: url.hostname, PGPORT: url.port, PGUSER: url.username, PGPASSWORD: url.password };
      execFileSync("bash", ["-e", "-c", HARBOR_EXPORT], { cwd: folder, env: { ...process.env, ...env } });
    } else {
      const reader = new Client({ connectionString: postgres.url("registry") });
      await reader.connect();
      const { rows } = await reader.query<{ line: object }>(HARBOR_SELECT).finally(() => reader.end());
      writeFileSync(path, rows.map(({ line }) => `${JSON.stringify(line)}\n`).join(""), { mode: 0o600 });
    }
    const mode = statSync(path).mode & 0o777;
    return { file: readFileSync(path, "utf8"), robots, tool: PSQL ? "psql" : "pg", mode };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await postgres.stop();
  }
}
