import { randomUUID } from "node:crypto";
import { epochSeconds, STORED_NEVER } from "../lib/access/expiry";
import { formatAccess, PROJECT_PERMISSION_KEYS } from "../lib/access/permissions";
import { loginName } from "../lib/access/robot-name";
import { hashGeneratedSecret } from "../lib/credentials/secret";
import { hashOfToken } from "../lib/credentials/session";
import { connectDb } from "../lib/db/client";
import { searchText } from "../lib/text";
import { migrate } from "../prisma/migrate";
import { makeUser } from "../testing/builders";
import { SESSION_COOKIE } from "../testing/session-cookie";
import { openInserter, type Row } from "./insert";

/** Shared by all generated robots, so that it is hashed only once. */
export const SECRET = "Bench0Bench0Bench0Bench0Bench0Be";
const SECRET_HASH = hashGeneratedSecret(SECRET);
const ADMIN = "bench";

export type Size = { name: string; robots: number };
export type Dataset = {
  databaseUrl: string;
  sizes: readonly Size[];
  /** A session cookie of a system admin. */
  session: { name: string; value: string };
};

const DAY_MS = 86_400_000;
const STEMS = ["ci-build", "deploy.prod", "scanner", "mirror", "helm-publish", "release-bot", "backup"] as const;
const ACCESS = [
  formatAccess(PROJECT_PERMISSION_KEYS),
  formatAccess(["repository:pull"]),
  formatAccess(["repository:push", "repository:pull", "tag:create"]),
];

/** The variable part of a robot's name. Scattered, so that neither ids nor dates follow the order of names. */
export function robotName(index: number): string {
  const scattered = (index * 7_919) % 1_000_003;
  return `${STEMS[index % STEMS.length]}-${String(scattered).padStart(7, "0")}`;
}

/** Login names of `count` robots that can log in: every fourth robot is enabled and never expires. */
export function usableLogins({ name, robots }: Size, count: number): string[] {
  const step = 4 * Math.max(1, Math.floor(robots / 4 / count));
  return Array.from({ length: count }, (_, at) => robotLogin(name, (at * step) % robots));
}

const robotLogin = (project: string, index: number) => loginName("robot_", project, robotName(index));

/**
 * Fills an empty database with an admin, the projects, their robots in every state, and one event per robot of the named projects.
 * Without `events`, there is no activity.
 */
export async function generate(databaseUrl: string, sizes: readonly Size[], events = false): Promise<Dataset> {
  await migrate(databaseUrl);
  const session = await openSession(databaseUrl);
  const inserter = openInserter(databaseUrl);
  try {
    const now = Date.now();
    await inserter.insert("Project", sizes.map(projectRow));
    await inserter.insert(
      "Robot",
      rowsOf(sizes, (at) => robotRow(at, now)),
    );
    await inserter.insert("RobotGrant", rowsOf(sizes, grantRow));
    if (events)
      await inserter.insert(
        "AuditEvent",
        rowsOf(sizes.filter(isNamed), (at) => eventRow(at, now)),
      );
  } finally {
    await inserter.close();
  }
  return { databaseUrl, sizes, session };
}

async function openSession(databaseUrl: string): Promise<Dataset["session"]> {
  const db = connectDb(databaseUrl);
  try {
    const { id } = await makeUser({ username: ADMIN, isAdmin: true }, db);
    const token = randomUUID();
    const expiresAt = new Date(Date.now() + DAY_MS);
    await db.session.create({ data: { tokenHash: hashOfToken(token), userId: id, expiresAt } });
    return { name: SESSION_COOKIE, value: token };
  } finally {
    await db.$disconnect();
  }
}

/** `total` robots: those of the named projects, and the rest in projects of about a thousand each. */
export function spread(named: readonly Size[], total: number): Size[] {
  const sizes = [...named];
  for (let rest = total - named.reduce((sum, { robots }) => sum + robots, 0); rest > 0; rest -= 1_000)
    sizes.push({ name: `other-${sizes.length}`, robots: Math.min(rest, 1_000) });
  return sizes;
}

const isNamed = ({ name }: Size) => !name.startsWith("other-");

/** @param id counts across all projects, as the database's own sequence does */
type Place = { id: number; index: number; project: Size; projectId: number };

function* rowsOf(sizes: readonly Size[], make: (place: Place) => Row): Iterable<Row> {
  let id = 0;
  for (const [at, project] of sizes.entries())
    for (let index = 0; index < project.robots; index++) yield make({ id: ++id, index, project, projectId: at + 1 });
}

const moment = (ms: number) => new Date(ms).toISOString().replace("Z", "+00:00");

const projectRow = ({ name }: Size): Row => ({ name, searchName: searchText(name) });

/** One in ten is disabled, one in seven expired, one in five never used, and one in four never expires. */
function robotRow({ id, index, project, projectId }: Place, now: number): Row {
  const name = robotName(index);
  const login = loginName("robot_", project.name, name);
  const created = moment(now - (400 - (id % 400)) * DAY_MS);
  const days = index % 7 === 3 ? -1 - (index % 90) : 1 + ((index * 13) % 365);
  return {
    loginName: login,
    searchName: searchText(login),
    name,
    prefix: "robot_",
    level: "project",
    projectId,
    description: index % 3 === 0 ? "Builds and pushes every commit on main" : "",
    disabled: index % 10 === 7,
    expiresAt: index % 4 === 0 ? STORED_NEVER : BigInt(epochSeconds(now + days * DAY_MS)),
    secretHash: SECRET_HASH,
    creatorId: 1,
    creatorName: ADMIN,
    updatedByName: ADMIN,
    createdAt: created,
    updatedAt: created,
    secretChangedAt: created,
    lastUsedAt: index % 5 === 2 ? null : moment(now - ((index * 31) % 5_000_000) * 1_000),
    lastUsedAddress: index % 5 === 2 ? null : `192.0.2.${index % 256}`,
  };
}

const grantRow = ({ id, index, projectId }: Place): Row => ({
  robotId: id,
  kind: "project",
  projectId,
  access: ACCESS[index % ACCESS.length] ?? "",
});

const eventRow = ({ id, index, project, projectId }: Place, now: number): Row => ({
  at: moment(now - (400 - (id % 400)) * DAY_MS + index),
  actorType: "user",
  actorId: 1,
  actorName: index % 9 === 0 ? "somebody" : ADMIN,
  action: index % 3 === 0 ? "robot.update" : "robot.create",
  projectId,
  projectName: project.name,
  robotId: id,
  robotName: robotLogin(project.name, index),
});
