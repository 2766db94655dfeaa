import { type Grant, isProjectName, storedGrant } from "@/lib/access/grants";
import type { RetiredSecret } from "../credentials/robot-secret";
import { getDb } from "../db/client";
import { type RobotLoginRow, robotLoginRows } from "../db/robot-login";
import { andThen, type Maybe } from "../maybe";
import type { KeyAlgorithm } from "./keys";

/** What decides a login. Only `lib/credentials` gets the hash. */
export type RobotLogin = {
  id: number;
  loginName: string;
  disabled: boolean;
  /** Unix epoch seconds; the largest safe integer for never. */
  expiresAt: number;
  version: number;
  secretHash: string;
  /** Where it may log in from, as stored. */
  allowedAddresses: string;
  isSecretUnused: boolean;
  oldSecret: OldSecret | null;
  grants: Grant[];
};

/** A replaced secret that works until `endsAt` (Unix epoch seconds), or did. */
export type OldSecret = {
  hash: string;
  endsAt: number;
  /** Seconds for which it works after the first use of the current secret; null if `endsAt` is settled. */
  grace: number | null;
};

/** Postgres can't even compare a text that contains NUL. */
const LOGIN_NAME = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** Not cached: a refreshed secret or a disabled robot takes effect at once. */
export function findRobotLogin(loginName: string): Maybe<RobotLogin | null> {
  return andThen(robotLoginRows(LOGIN_NAME.test(loginName) ? loginName : ""), robotOf);
}

function robotOf(rows: readonly RobotLoginRow[]): RobotLogin | null {
  const [robot] = rows;
  if (!robot) return null;
  return {
    id: robot.id,
    loginName: robot.loginName,
    disabled: Boolean(robot.disabled),
    expiresAt: Number(robot.expiresAt),
    version: robot.version,
    secretHash: robot.secretHash,
    allowedAddresses: robot.allowedAddresses,
    isSecretUnused: Boolean(robot.isSecretUnused),
    oldSecret: oldSecretOf(robot),
    grants: rows.flatMap((row) => storedGrant(row) ?? []),
  };
}

function oldSecretOf({ oldSecretHash, oldSecretEndsAt, oldSecretGrace }: RobotLoginRow): OldSecret | null {
  if (oldSecretHash === null || oldSecretEndsAt === null) return null;
  return { hash: oldSecretHash, endsAt: Number(oldSecretEndsAt), grace: oldSecretGrace };
}

/** Secrets of a robot that are remembered after they stopped working. */
export const MOST_RETIRED = 5;

/**
 * The robot's secrets that no longer work, the newest first. For an unknown robot it reads as much, so that the time
 * doesn't tell. Never joined at login.
 * @param ended its old secret, if that has ended
 */
export async function findRetiredSecrets(
  robot: Pick<RobotLogin, "id"> | null,
  ended: OldSecret | null,
): Promise<RetiredSecret[]> {
  const retired = await getDb().retiredSecret.findMany({
    where: { robotId: robot?.id ?? 0 },
    orderBy: { id: "desc" },
    take: MOST_RETIRED,
    select: { hash: true, replacedAt: true, retiredAt: true, reason: true, leakedAt: true },
  });
  if (!robot || !ended) return retired;
  const { hash, endsAt } = ended;
  const row = await getDb().robot.findUnique({
    where: { id: robot.id },
    select: { oldSecretSince: true, oldSecretReplacedAt: true },
  });
  const retiredAt = new Date(endsAt * 1000);
  const replacedAt = row?.oldSecretSince ?? row?.oldSecretReplacedAt ?? retiredAt;
  return [{ hash, replacedAt, retiredAt, reason: "replaced", leakedAt: null }, ...retired];
}

/**
 * Limits grants on every project to those of `projects` that exist. Otherwise a robot could push to a project before it
 * exists, and whoever creates the project would own what was pushed. Queried only for robots with such a grant.
 */
export function inExistingProjects(grants: readonly Grant[], projects: readonly string[]): Maybe<readonly Grant[]> {
  return grants.some(isWide) ? narrowedGrants(grants, projects) : grants;
}

const isWide = ({ kind, project }: Grant) => kind === "project" && project === null;

async function narrowedGrants(grants: readonly Grant[], projects: readonly string[]): Promise<Grant[]> {
  const wide = grants.filter(isWide);
  const names = [...new Set(projects)].filter(isProjectName);
  if (names.length === 0) return grants.filter((grant) => !isWide(grant));
  const found = await getDb().project.findMany({ where: { name: { in: names } }, select: { name: true } });
  const narrowed = wide.flatMap((grant) => found.map(({ name }) => ({ ...grant, project: name })));
  return [...grants.filter((grant) => !isWide(grant)), ...narrowed];
}

/** When the robot was last disabled according to the audit log; null if it doesn't say. */
export async function disabledSince(robotId: number): Promise<Date | null> {
  const row = await getDb().auditEvent.findFirst({
    where: { robotId, action: "robot.disable", result: "success" },
    orderBy: { id: "desc" },
    select: { at: true },
  });
  return row?.at ?? null;
}

/** `privateKeyEncrypted` is empty once the key is retired. */
export type StoredSigningKey = {
  kid: string;
  algorithm: string;
  slot: string | null;
  privateKeyEncrypted: string;
  certificatePem: string;
  publicJwk: string;
  createdAt: Date;
  activatedAt: Date | null;
  retiredAt: Date | null;
};

/** The keys in use or announced, and those retired after `since`; oldest first. */
export function findSigningKeys(since: Date): Promise<StoredSigningKey[]> {
  return getDb().signingKey.findMany({
    where: { OR: [{ slot: { not: null } }, { retiredAt: { gt: since } }] },
    orderBy: { id: "asc" },
    select: {
      kid: true,
      algorithm: true,
      slot: true,
      privateKeyEncrypted: true,
      certificatePem: true,
      publicJwk: true,
      createdAt: true,
      activatedAt: true,
      retiredAt: true,
    },
  });
}

/**
 * The unique slot of a key: active, or announced to become active with the next switch. Without an algorithm, the prefix
 * of all slots in that state.
 */
export const slotOf = (state: "active" | "announced", algorithm: KeyAlgorithm | "") => `${state}:${algorithm}`;
