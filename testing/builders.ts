import bcrypt from "bcryptjs";
import { formatAllowedAddresses } from "@/lib/access/address-list";
import type { Actor, RobotActor } from "@/lib/access/caller";
import { durationDays, epochSeconds, expiresAfter, NEVER, toStoredExpiry } from "@/lib/access/expiry";
import { formatAccess, PROJECT_PERMISSION_KEYS, type ProjectPermissionKey } from "@/lib/access/permissions";
import { formatPatterns, type Patterns } from "@/lib/access/repositories";
import { loginName } from "@/lib/access/robot-name";
import { generateSecret, hashGeneratedSecret } from "@/lib/credentials/secret";
import { type Db, getDb } from "@/lib/db/client";
import { personSearchName } from "@/lib/people/search-name";
import type { RobotAccess } from "@/lib/robots/schema";
import { searchText } from "@/lib/text";

let serial = 0;
/** A name that is unique in this process. */
const unique = (stem: string) => `${stem}-${process.pid.toString(36)}${(++serial).toString(36)}`;

/** bcrypt's minimum: a test's password needs no protection. */
const TEST_COST = 4;
/** Cached hashes by cost and password, because most people in tests share one password. */
const hashes = new Map<string, Promise<string>>();

function hashOf(password: string, cost: number): Promise<string> {
  const key = `${cost} ${password}`;
  const hash = hashes.get(key) ?? bcrypt.hash(password, cost);
  hashes.set(key, hash);
  return hash;
}

const DAY_MS = 86_400_000;

type UserOverrides = {
  username?: string;
  name?: string;
  email?: string | null;
  password?: string;
  passwordCost?: number;
  isAdmin?: boolean;
  disabled?: boolean;
};

/** Stores a person. @returns the actor that verbs take, with the password */
export async function makeUser(overrides: UserOverrides = {}, db: Db = getDb()): Promise<Actor & { password: string }> {
  const { password = "Password1", passwordCost = TEST_COST, ...rest } = overrides;
  const username = rest.username ?? unique("person");
  const name = rest.name ?? username;
  const user = await db.user.create({
    data: {
      ...rest,
      username,
      name,
      searchName: personSearchName(username, name),
      passwordHash: await hashOf(password, passwordCost),
    },
    select: { id: true, username: true, name: true, isAdmin: true },
  });
  return { type: "user", ...user, password, address: "192.0.2.7", requestId: null };
}

/** Stores a project with members. */
export async function makeProject(
  overrides: { name?: string; admins?: Actor[]; viewers?: Actor[]; createdAt?: Date } = {},
  db: Db = getDb(),
): Promise<{ id: number; name: string }> {
  const { name = unique("project"), admins = [], viewers = [], createdAt = new Date() } = overrides;
  const members = [
    ...admins.map((user) => ({ userId: user.id, role: "admin" })),
    ...viewers.map((user) => ({ userId: user.id, role: "viewer" })),
  ];
  return db.project.create({
    data: { name, searchName: searchText(name), createdAt, members: { create: members } },
    select: { id: true, name: true },
  });
}

type RobotColumns = {
  name?: string;
  prefix?: string;
  description?: string;
  contact?: string;
  disabled?: boolean;
  /** Epoch seconds, -1 for never. Default: 30 days from creation. */
  expiresAt?: number;
  secret?: string;
  secretHash?: string;
  createdAt?: Date;
  createdBy?: string;
  lastUsedAt?: Date | null;
  lastUsedAddress?: string | null;
  /** Networks that it may log in from. */
  allowedAddresses?: readonly string[];
};

type MadeRobot = { id: number; loginName: string; version: number; secret: string };

/** Stores a project robot. @returns it with its secret */
export function makeRobot(
  overrides: RobotColumns & {
    project: { id: number; name: string };
    permissions?: readonly string[];
    repositories?: Patterns;
  },
  db: Db = getDb(),
): Promise<MadeRobot> {
  const { project, permissions = PROJECT_PERMISSION_KEYS, repositories, ...columns } = overrides;
  return insertRobot(db, project, columns, [
    {
      ...{ kind: "project", projectId: project.id, access: formatAccess(permissions) },
      repositories: formatPatterns(repositories),
    },
  ]);
}

/** `projectId: null` means every project, or the instance. */
type StoredGrant = { kind: "project" | "system"; projectId: number | null; access: string; repositories?: string };

/** Stores a system robot. @returns it with its secret */
export function makeSystemRobot(
  overrides: RobotColumns & { grants: readonly StoredGrant[] },
  db: Db = getDb(),
): Promise<MadeRobot> {
  const { grants, ...columns } = overrides;
  return insertRobot(db, null, columns, grants);
}

/** `project: null` means every project, or the instance. */
type CallerGrant = {
  kind: "project" | "system";
  project: { id: number; name: string } | null;
  access: readonly string[];
  repositories?: Patterns;
};

/** Stores a system robot with these grants. @returns the caller that verbs take. Never expires by default. */
export async function robotCaller(
  grants: readonly CallerGrant[],
  { expiresAt = NEVER, ...overrides }: RobotColumns = {},
  db: Db = getDb(),
): Promise<RobotActor> {
  const stored = grants.map(({ kind, project, access, repositories }) => ({
    kind,
    repositories: formatPatterns(repositories),
    projectId: project?.id ?? null,
    access: access.join(" "),
  }));
  const robot = await makeSystemRobot({ expiresAt, ...overrides, grants: stored }, db);
  return {
    type: "robot",
    robotId: robot.id,
    loginName: robot.loginName,
    grants: grants.map(({ project, ...grant }) => ({ ...grant, project: project?.name ?? null })),
    expiresAt: Number(toStoredExpiry(expiresAt)),
    allowedAddresses: (overrides.allowedAddresses ?? []).map((network) => ({ network, note: "" })),
    address: "192.0.2.9",
    requestId: null,
  };
}

async function insertRobot(
  db: Db,
  project: { id: number; name: string } | null,
  columns: RobotColumns,
  grants: readonly StoredGrant[],
): Promise<MadeRobot> {
  const { secret = generateSecret(), expiresAt, createdBy = "somebody", createdAt = new Date(), ...others } = columns;
  const { allowedAddresses = [], ...rest } = others;
  const { prefix = "robot_", name = unique("robot") } = rest;
  const login = loginName(prefix, project?.name ?? null, name);
  const ends = expiresAt ?? expiresAfter(30, epochSeconds(createdAt));
  const robot = await db.robot.create({
    data: {
      secretHash: hashGeneratedSecret(secret),
      ...rest,
      allowedAddresses: formatAllowedAddresses(allowedAddresses.map((network) => ({ network, note: "" }))),
      name,
      prefix,
      loginName: login,
      searchName: searchText(login),
      level: project ? "project" : "system",
      projectId: project?.id ?? null,
      searchDescription: searchText(rest.description ?? ""),
      expiresAt: toStoredExpiry(ends),
      durationDays: durationDays(createdAt, ends),
      creatorId: 0,
      creatorName: createdBy,
      updatedByName: createdBy,
      createdAt,
      updatedAt: createdAt,
      secretChangedAt: createdAt,
      grants: { create: [...grants] },
    },
    select: { id: true, loginName: true, version: true },
  });
  return { ...robot, secret };
}

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}

/** Epoch seconds; negative days are in the past. */
export function inDays(days: number): number {
  return epochSeconds(Date.now() + days * DAY_MS);
}

/** Access to one project, as forms send it. */
export function accessTo({ name }: { name: string }, ...permissions: ProjectPermissionKey[]): RobotAccess {
  return { projects: [{ project: name, permissions }], system: [] };
}

/** An applied import whose robots' secrets are learned from an old registry. @returns its id */
export async function makeLearningImport({ origin, until }: { origin: string; until?: Date }): Promise<number> {
  const { id } = await getDb().import.create({
    data: {
      ...{
        source: "jsonl",
        state: "applied",
        options: "{}",
        report: "{}",
        batches: 0,
        createdById: 1,
        createdByName: "ada",
      },
      ...{ learnFrom: origin, learnRealm: origin, learnUntil: until ?? new Date(Date.now() + 86_400_000) },
    },
    select: { id: true },
  });
  return id;
}
