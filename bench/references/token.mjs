// The lower bound for issuing a token on this machine: bare node:http, one prepared statement and one signature.
// With KEY_FILE it reads that RSA key for every token and signs with it, as some token services do.
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const { DATABASE_URL = "", PORT = "0", KEY_FILE } = process.env;
const COLUMNS = `r."id", r."loginName", r."disabled", r."expiresAt", r."secretHash", g."access", p."name" AS "project"`;
const TABLES = `"Robot" r LEFT JOIN "RobotGrant" g ON g."robotId" = r."id" LEFT JOIN "Project" p ON p."id" = g."projectId"`;
/** @typedef {{project: string, access: string, loginName: string, secretHash: string, disabled: boolean, expiresAt: number}} Row */
/** @type {Record<string, string>} */
const ACTIONS = { "repository:pull": "pull", "repository:push": "push", "artifact:delete": "delete" };

const base64url = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const ownKey = KEY_FILE ? null : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const header = base64url({ typ: "JWT", alg: KEY_FILE ? "RS256" : "ES256", kid: "reference" });

/** @returns {Promise<(name: string) => Row[] | Promise<Row[]>>} */
async function statement() {
  if (DATABASE_URL.startsWith("file:")) {
    const { default: Database } = await import("better-sqlite3");
    const database = new Database(DATABASE_URL.slice("file:".length), { readonly: true });
    const prepared = database.prepare(`SELECT ${COLUMNS} FROM ${TABLES} WHERE r."loginName" = ?`);
    return (name) => /** @type {Row[]} */ (prepared.all(name));
  }
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
  const text = `SELECT ${COLUMNS} FROM ${TABLES} WHERE r."loginName" = $1`;
  return async (name) => (await pool.query({ name: "login", text, values: [name] })).rows;
}

/** @param {string} subject @param {object[]} access */
function token(subject, access) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: "reference", sub: subject, aud: "registry", exp: now + 300, nbf: now, iat: now };
  const data = `${header}.${base64url({ ...claims, jti: randomUUID(), access })}`;
  const key = ownKey ?? createPrivateKey(readFileSync(KEY_FILE ?? ""));
  const signature = sign("sha256", Buffer.from(data), ownKey ? { key, dsaEncoding: "ieee-p1363" } : key);
  return `${data}.${signature.toString("base64url")}`;
}

/** @param {string} scope @param {Row[]} rows */
function accessOf(scope, rows) {
  const [type = "", name = "", actions = ""] = scope.split(":");
  const project = name.slice(0, name.indexOf("/"));
  const held = rows.filter((row) => row.project === project).flatMap((row) => row.access.split(" "));
  const granted = new Set(held.map((permission) => ACTIONS[permission]));
  return [{ type, name, actions: actions.split(",").filter((action) => granted.has(action)) }];
}

const find = await statement();
const server = createServer(async (req, res) => {
  const query = new URLSearchParams((req.url ?? "").slice((req.url ?? "").indexOf("?") + 1));
  const credentials = Buffer.from(req.headers.authorization?.slice("Basic ".length) ?? "", "base64").toString();
  const colon = credentials.indexOf(":");
  const rows = await find(credentials.slice(0, colon));
  const [robot] = rows;
  const digest = createHash("sha256")
    .update(credentials.slice(colon + 1))
    .digest("hex");
  const isRight = robot && timingSafeEqual(Buffer.from(robot.secretHash), Buffer.from(`sha256$${digest}`));
  if (!isRight || robot.disabled || robot.expiresAt <= Date.now() / 1000) return res.writeHead(401).end();
  const made = token(robot.loginName, accessOf(query.get("scope") ?? "", rows));
  const issued_at = new Date().toISOString();
  const body = JSON.stringify({ token: made, access_token: made, expires_in: 300, issued_at });
  res.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  res.end(body);
});
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit());
