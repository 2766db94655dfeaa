import { pbkdf2Sync, randomBytes } from "node:crypto";
import { generateSecret } from "@/lib/credentials/secret";
import { StartError } from "@/lib/start-error";
import { readBase } from "@/operations/quay";

const TIMEOUT_MS = 30_000;
const PAGE = 100;
/** As Harbor stores secrets. */
const [ROUNDS, BYTES] = [4096, 16];

type Project = { project_id: number; name: string; owner_name?: string; creation_time?: string };
type Access = { resource: string; action: string; effect?: string };
type Permission = { kind: string; namespace: string; access?: Access[] };
type Robot = {
  id: number;
  name: string;
  description?: string;
  expires_at?: number;
  disable?: boolean;
  creation_time?: string;
  permissions?: Permission[];
};

export type FromHarbor = { projects: Project[]; robots: (Robot & { projectId: number })[] };

/**
 * Reads projects and robots with their permissions. Harbor’s API never tells secrets.
 * @param credentials of a Harbor admin, as USERNAME:PASSWORD
 */
export async function fetchHarborRobots(from: string, credentials: string): Promise<FromHarbor> {
  const base = `${readBase(from)}/api/v2.0`;
  const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
  const all = <Row>(path: string, query = {}) => everyPage<Row>(base, path, query, authorization);
  const projects = await all<Project>("/projects");
  const places = [
    { projectId: 0, query: {} },
    ...projects.map(({ project_id: id }) => ({ projectId: id, query: { q: `Level=project,ProjectID=${id}` } })),
  ];
  const robots: FromHarbor["robots"] = [];
  for (const { projectId, query } of places)
    robots.push(...(await all<Robot>("/robots", query)).map((robot) => ({ ...robot, projectId })));
  return { projects, robots };
}

async function everyPage<Row>(base: string, path: string, query: object, authorization: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const search = new URLSearchParams({ ...query, page: String(page), page_size: String(PAGE) });
    const found = await get(base, `${path}?${search}`, authorization);
    if (!Array.isArray(found)) throw new StartError(`${base} doesn’t answer as Harbor does: check --from.`);
    rows.push(...found);
    if (found.length < PAGE) return rows;
  }
}

async function get(base: string, path: string, authorization: string): Promise<unknown> {
  const response = await fetch(`${base}${path}`, {
    headers: { Authorization: authorization, Accept: "application/json" },
    // Another address must not get the password.
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (!response) throw new StartError(`${base} can’t be reached. Check --from and the network.`);
  if (response.ok) return response.json().catch(() => null);
  throw new StartError(
    `${base} answered ${response.status}: check the username and password, which must be a Harbor admin’s.`,
  );
}

/**
 * The same as a Harbor export, with new secrets.
 * @param here login names that Purser has already, which are left out
 * @throws StartError naming a robot without the prefix
 */
export function withNewSecrets({ projects, robots }: FromHarbor, prefix: string, here: ReadonlySet<string>) {
  const ids = new Map(projects.map(({ project_id: id, name }) => [name, id]));
  const secrets = new Map<string, string>();
  const lines: object[] = projects.map(({ project_id: id, name, owner_name: owner, creation_time: created }) => {
    return { v: 1, kind: "project", id, name, owner, created };
  });
  for (const { projectId, ...robot } of robots.filter(({ name }) => !here.has(name))) {
    if (!robot.name.startsWith(prefix))
      throw new StartError(`${robot.name} doesn’t start with ${prefix}: set --prefix to Harbor’s robot name prefix.`);
    const secret = generateSecret();
    secrets.set(robot.name, secret);
    const salt = randomBytes(BYTES).toString("hex");
    lines.push({
      ...{ v: 1, kind: "robot", id: robot.id, name: robot.name.slice(prefix.length), prefix, project_id: projectId },
      ...{ description: robot.description, expires_at: robot.expires_at, disabled: robot.disable },
      ...{ created: robot.creation_time, salt, rights: rightsOf(robot.permissions ?? [], ids) },
      secret: pbkdf2Sync(secret, salt, ROUNDS, BYTES, "sha256").toString("hex"),
    });
  }
  return { file: new Blob(lines.map((line) => `${JSON.stringify(line)}\n`)), secrets };
}

function rightsOf(permissions: readonly Permission[], ids: ReadonlyMap<string, number>) {
  return permissions.flatMap(({ kind, namespace, access = [] }) => {
    // No project has the id 0, so the permissions in a project that isn’t there are left out.
    const place = namespace === "*" ? "*" : (ids.get(namespace) ?? 0);
    const scope = kind === "system" ? "/system" : `/project/${place}`;
    return access.map(({ resource, action, effect }) => ({ scope, resource, action, effect: effect || "allow" }));
  });
}
