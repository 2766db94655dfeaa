import { connectDb, type Db } from "@/lib/db/client";
import { makeProject, makeUser } from "@/testing/builders";
import { type Identity, type RestClient, restClient } from "./client";
import { type Checker, readDocument } from "./document";
import type { RestServer } from "./servers";

export type Person = Identity & { id: number };

/** A server with this test file's own people and projects. */
export type World = RestClient & {
  db: Db;
  url: string;
  checker: Checker;
  root: Person;
  /** Admin of `project` only; then a viewer of it, and someone without any role. */
  owner: Person;
  viewer: Person;
  outsider: Person;
  project: { id: number; name: string };
  /** Another project with its own admin. */
  other: { id: number; name: string };
  otherOwner: Person;
  /** Creates a robot of `project`, or a system robot, through the API. @returns it as a caller */
  robot: (access: string[], options?: { system?: string[]; namespace?: string }) => Promise<Identity & { id: number }>;
  close: () => Promise<void>;
};

/** Converts permission keys to an access list of the API. */
export const pairs = (keys: readonly string[]) =>
  keys.map((key) => {
    const [resource, action] = key.split(":");
    return { resource, action };
  });

let serial = 0;
/** A unique name, which isn't the start of another one either. */
export const unique = (stem: string) => `${stem}-${process.pid.toString(36)}-${String(++serial).padStart(4, "0")}`;

export async function makeWorld({ url, databaseUrl }: RestServer): Promise<World> {
  const db = connectDb(databaseUrl);
  const checker = await readDocument(url);
  const client = restClient(url, checker);
  const [root, owner, viewer, outsider, otherOwner] = await Promise.all([
    makeUser({ isAdmin: true, email: `${unique("root")}@example.com` }, db),
    ...[1, 2, 3, 4].map(() => makeUser({}, db)),
  ] as const);
  if (!root || !owner || !viewer || !outsider || !otherOwner) throw new Error("people are missing");
  const project = await makeProject({ admins: [owner], viewers: [viewer] }, db);
  const other = await makeProject({ admins: [otherOwner] }, db);
  const robot: World["robot"] = async (access, { system, namespace = project.name } = {}) => {
    const own = access.length > 0 ? [{ kind: "project", namespace, access: pairs(access) }] : [];
    const wide = system?.length ? [{ kind: "system", namespace: "/", access: pairs(system) }] : [];
    const permissions = [...own, ...wide];
    const level = system || namespace === "*" ? "system" : "project";
    const body = { name: unique("caller"), duration: -1, level, permissions };
    const { body: made, text } = await client.call("POST", "/robots", { as: root, body });
    if (!made?.secret) throw new Error(text);
    return { id: made.id, username: made.name, password: made.secret };
  };
  return {
    ...client,
    ...{ db, url, checker, root, owner, viewer, outsider, otherOwner, project, other, robot },
    close: () => db.$disconnect(),
  };
}
