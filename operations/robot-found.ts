import { StartError } from "@/lib/start-error";
import type { Connection } from "@/operations/connection";

/** A robot account as the API shows it; keys that only newer servers know stay. */
export type ShownRobot = {
  id: number;
  name: string;
  description: string;
  level: "project" | "system";
  duration: number;
  expires_at: number;
  disable: boolean;
  creation_time: string;
  managed_by?: string;
  permissions: ShownPermission[];
  allowed_addresses?: string[];
  previous_secret?: { expires_at: number } | null;
};
export type ShownPermission = {
  kind: string;
  namespace: string;
  access: { resource: string; action: string }[];
  repositories?: string[];
};

/** A robot account with the ETag it was read with. */
export type Found = { robot: ShownRobot; etag: string };

/** @throws StartError if there is no such project, or the caller may not see it */
export async function projectId(connection: Connection, name: string): Promise<number> {
  const headers = { "X-Is-Resource-Name": "true" };
  const { body } = await connection.send("GET", `/projects/${encodeURIComponent(name)}`, { headers });
  return (body as { project_id: number }).project_id;
}

/**
 * A robot account by id or login name.
 * @throws StartError if there is none, or the caller may not see it
 */
export async function findRobot(connection: Connection, given: string): Promise<Found> {
  const id = /^\d+$/.test(given) ? given : await idOf(connection, given);
  const { body, headers } = await connection.send("GET", `/robots/${id}`);
  return { robot: body as ShownRobot, etag: headers.get("etag") ?? "*" };
}

async function idOf(connection: Connection, name: string): Promise<number> {
  const project = await projectIn(connection, name);
  const place = project === null ? "" : `Level=project,ProjectID=${await projectId(connection, project)},`;
  const { body } = await connection.send("GET", "/robots", {
    query: { q: `${place}name="${name.replaceAll('"', "")}"` },
  });
  const robot = (body as ShownRobot[]).find((one) => one.name === name);
  if (robot) return robot.id;
  throw new StartError(`There is no robot account ${name}. Use its login name or its ID.`);
}

/** The project in a login name; null for a system robot account. */
async function projectIn(connection: Connection, name: string): Promise<string | null> {
  if (!name.includes("+")) return null;
  const { body } = await connection.send("GET", "/systeminfo");
  const { robot_name_prefix: prefix } = body as { robot_name_prefix: string };
  const short = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return short.slice(0, short.lastIndexOf("+"));
}
